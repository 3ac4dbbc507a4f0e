//! Form fields with their label, hint and fault.

use super::live::{effect, live, words};
use crate::kit::browser;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;

/// The fault of a field, until the field is changed.
#[derive(Clone, Copy)]
pub struct Fault {
    errors: RwSignal<FieldErrors>,
    name: &'static str,
    edited: RwSignal<bool>,
}

impl Fault {
    /// The fault of the field of that name.
    pub fn of(errors: RwSignal<FieldErrors>, name: &'static str) -> Self {
        let edited = RwSignal::new(false);
        effect(move || {
            errors.track();
            edited.set(false);
        });
        Self { errors, name, edited }
    }

    /// Notes that the field was changed.
    pub fn edited(self) {
        self.edited.set(true);
    }

    /// What is wrong with it.
    pub fn message(self) -> Option<String> {
        let message = self.errors.with(|errors| errors.of(self.name).map(str::to_owned));
        message.filter(|_| !self.edited.get())
    }

    /// The value of `aria-invalid`.
    pub fn aria_invalid(self) -> Option<&'static str> {
        self.message().map(|_| "true")
    }
}

/// The message below a field at fault.
#[component]
pub fn FaultMessage(fault: Fault, id: String) -> impl IntoView {
    // Always there, so that what appears in it is read out.
    view! { <p class="field-fault" id=id aria-live="polite">{words(move || fault.message())}</p> }
}

/// A field of one line.
#[component]
pub fn TextField(
    label: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    errors: RwSignal<FieldErrors>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    /// What may stand in it; it may be something else.
    #[prop(optional)]
    suggestions: Option<Signal<Vec<String>>>,
    /// What its id begins with: two forms may be there at once.
    #[prop(default = "field")]
    scope: &'static str,
) -> impl IntoView {
    let fault = Fault::of(errors, name);
    let id = format!("{scope}-{name}");
    let described = format!("{id}-fault {id}-hint");
    view! {
        <div class="field">
            <label for=id.clone()>
                {label} {required.then(|| view! { <span class="field-required">" required"</span> })}
            </label>
            <input
                id=id.clone()
                name=name
                type=kind
                autocomplete=autocomplete.unwrap_or("off")
                inputmode=inputmode
                placeholder=placeholder
                autofocus=autofocus
                list=suggestions.map(|_| format!("{id}-suggestions"))
                autocapitalize=autocomplete.map(|_| "none")
                spellcheck=autocomplete.map(|_| "false")
                dir=(kind == "text").then_some("auto")
                aria-required=required.then_some("true")
                aria-invalid=move || fault.aria_invalid()
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    // A day that is typed in part has no value; writing that back would wipe the part.
                    if kind != "date" || !typed.is_empty() || !browser::is_typed_in_part() {
                        value.set(typed);
                    }
                    fault.edited();
                }
            />
            {suggestions.map(|names| view! {
                <datalist id=format!("{id}-suggestions")>
                    {live(move || names.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view())}
                </datalist>
            })}
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <FaultMessage fault id=format!("{id}-fault") />
        </div>
    }
}

/// A field of several lines.
#[component]
pub fn TextArea(
    label: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    errors: RwSignal<FieldErrors>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let fault = Fault::of(errors, name);
    let id = format!("field-{name}");
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id.clone()
                name=name
                rows=rows.to_string()
                dir="auto"
                aria-invalid=move || fault.aria_invalid()
                aria-describedby=format!("{hint_id} {id}-fault")
                prop:value=move || value.get()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    fault.edited();
                }
            ></textarea>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            <FaultMessage fault id=format!("{id}-fault") />
        </div>
    }
}

/// Moves the focus to the first field that is marked as being at fault. False when there is none.
pub fn focus_first_fault() -> bool {
    let field = browser::find_on_top("[aria-invalid=true]");
    field.is_some_and(|field| field.focus().is_ok())
}

/// The result of checking a form, or the fault that its day is typed only in part: such a day has no
/// value, and the browser alone knows that it is there.
pub fn with_day_finished<T>(checked: Result<T, FieldErrors>) -> Result<T, FieldErrors> {
    if !browser::is_typed_in_part() {
        return checked;
    }
    let mut errors = checked.err().unwrap_or_default();
    errors.add("watched_on", "not_a_date", "Finish the date or clear it.");
    Err(errors)
}
