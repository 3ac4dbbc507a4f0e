//! A list of names, each a chip that can be taken out.

use super::field::{Fault, FaultMessage};
use super::icon::Icon;
use super::live::live;
use domain::field_errors::FieldErrors;
use domain::text::fold;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Takes names one by one: Enter or a comma ends one, Backspace takes the last one back.
#[component]
pub fn LabelsInput(
    label: &'static str,
    name: &'static str,
    names: RwSignal<Vec<String>>,
    #[prop(into)] suggestions: Signal<Vec<String>>,
    errors: RwSignal<FieldErrors>,
    placeholder: &'static str,
) -> impl IntoView {
    let fault = Fault::of(errors, name);
    let typed = RwSignal::new(String::new());
    let commit = move || {
        let text = typed.get_untracked();
        typed.set(String::new());
        if !text.trim().is_empty() {
            names.update(|names| add_names(names, &text));
            fault.edited();
        }
    };
    let remove = move |index: usize| {
        names.update(|names| {
            names.remove(index);
        });
        fault.edited();
    };
    let id = format!("field-{name}");
    let input_id = id.clone();
    let list = format!("{id}-suggestions");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="labels-input">
                <ul class="labels" aria-label=label>
                    {live(move || {
                        let id = input_id.clone();
                        names.get().into_iter().enumerate().map(|(index, text)| {
                            let id = id.clone();
                            let take_out = format!("Remove {text}");
                            view! {
                                <li class="label-chip">
                                    <span dir="auto">{text}</span>
                                    <button
                                        type="button"
                                        aria-label=take_out
                                        on:click=move |_| {
                                            remove(index);
                                            // The button is gone; the focus must be somewhere.
                                            if let Some(input) = crate::kit::browser::find(&format!("#{id}")) {
                                                let _ = input.focus();
                                            }
                                        }
                                    >
                                        <Icon name="x" />
                                    </button>
                                </li>
                            }
                        }).collect_view()
                    })}
                </ul>
                <input
                    id=id.clone()
                    autocomplete="off"
                    list=list.clone()
                    dir="auto"
                    placeholder=move || if names.with(Vec::is_empty) { placeholder } else { "" }
                    aria-invalid=move || fault.aria_invalid()
                    aria-describedby=format!("{id}-fault")
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        let done = text.contains(',') || (was_picked(&event) && suggestions.with(|all| all.contains(&text)));
                        typed.set(text);
                        if done {
                            commit();
                        }
                    }
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" if !typed.with_untracked(|text| text.trim().is_empty()) => {
                            event.prevent_default();
                            commit();
                        }
                        "Backspace" if typed.with_untracked(String::is_empty) => {
                            if let Some(last) = names.with_untracked(Vec::len).checked_sub(1) {
                                remove(last);
                            }
                        }
                        _ => {}
                    }
                    on:blur=move |_| commit()
                />
                <datalist id=list>
                    {live(move || {
                        let chosen = names.get();
                        let rest = suggestions.get().into_iter().filter(|name| !chosen.contains(name));
                        rest.map(|name| view! { <option value=name></option> }).collect_view()
                    })}
                </datalist>
            </div>
            <FaultMessage fault id=format!("{id}-fault") />
        </div>
    }
}

/// Whether the text came from the list of suggestions and not from the keyboard.
fn was_picked(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::InputEvent>().is_none_or(|event| event.input_type() == "insertReplacementText")
}

/// Adds the names in a text, split at commas, that are not there yet in any spelling.
fn add_names(names: &mut Vec<String>, text: &str) {
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|other| fold(other) == fold(name)) {
            names.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_commas_and_taken_once() {
        let mut names = vec!["Drama".to_owned()];
        add_names(&mut names, " crime, drama,, Film noir ");
        assert_eq!(names, ["Drama", "crime", "Film noir"]);
    }
}
