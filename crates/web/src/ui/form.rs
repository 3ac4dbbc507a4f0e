//! Forms: what is wrong with them, sending them, and the frame of the pages before signing in.

use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::field::focus_first_fault;
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use client::Error;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

/// The frame of the pages before signing in.
#[component]
pub fn EntrancePage(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <main class="entrance">
            <div class="entrance-card">
                <p class="brand">
                    <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                    <span>"Movie Tracker"</span>
                </p>
                <h1 tabindex="-1">{title}</h1>
                {children()}
            </div>
        </main>
    }
}

/// Why something that was sent is not accepted.
pub enum Refused {
    /// Fields need another value.
    Fields(FieldErrors),
    /// What else there is to say.
    Whole(String),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) if !problem.errors.is_empty() => Self::Fields(problem.errors),
            error => Self::Whole(describe(&error)),
        }
    }
}

/// A form that is filled in and sent; copies are the same.
#[derive(Clone, Copy)]
pub struct Form {
    /// What is wrong with its fields.
    pub errors: RwSignal<FieldErrors>,
    /// Why it is refused as a whole.
    pub refusal: RwSignal<Option<String>>,
    /// Whether it waits for an answer.
    pub busy: RwSignal<bool>,
    /// Whether the caps-lock key is down, as the last key said.
    caps_lock: RwSignal<bool>,
}

impl Form {
    /// A form that nothing is wrong with.
    pub fn new() -> Self {
        Self {
            errors: RwSignal::default(),
            refusal: RwSignal::default(),
            busy: RwSignal::default(),
            caps_lock: RwSignal::default(),
        }
    }

    /// Whether it is still on the page.
    pub fn is_open(self) -> bool {
        self.busy.try_get_untracked().is_some()
    }

    /// Sends what was checked, and gives the answer to `done`; one request at a time. Faults, those found here and
    /// those in the answer, are shown at their fields, and the first gets the focus.
    pub fn submit<T, A, E, F>(
        self,
        checked: Result<T, FieldErrors>,
        send: impl FnOnce(T) -> F,
        done: impl FnOnce(A) + 'static,
    ) where
        E: Into<Refused> + 'static,
        A: 'static,
        F: Future<Output = Result<A, E>> + 'static,
    {
        let Some(checked) = self.accept(checked) else { return };
        let sending = send(checked);
        spawn_local(async move {
            let result = sending.await;
            self.busy.try_set(false);
            match result {
                Ok(answer) => done(answer),
                Err(error) => self.refuse(error.into()),
            }
        });
    }

    /// Begins to wait for an answer, unless something is wrong or an answer is waited for already.
    fn accept<T>(self, checked: Result<T, FieldErrors>) -> Option<T> {
        self.refusal.set(None);
        match checked {
            Err(faults) => {
                self.show_faults(faults);
                None
            }
            Ok(_) if self.busy.get_untracked() => None,
            Ok(checked) => {
                self.errors.set(FieldErrors::default());
                self.busy.set(true);
                Some(checked)
            }
        }
    }

    /// Shows why it is not accepted.
    pub fn refuse(self, refused: Refused) {
        self.busy.try_set(false);
        match refused {
            Refused::Fields(faults) => self.show_faults(faults),
            Refused::Whole(reason) => drop(self.refusal.try_set(Some(reason))),
        }
    }

    /// Shows what is wrong with its fields. A fault of something that is no field here is told as a refusal.
    pub fn show_faults(self, faults: FieldErrors) {
        let first = faults.iter().next().map(|fault| fault.message.clone());
        if self.errors.try_set(faults).is_none() {
            // The fields are marked by then.
            request_animation_frame(move || {
                if !focus_first_fault() {
                    self.refusal.try_set(first);
                }
            });
        }
    }

    /// Takes all faults away.
    pub fn clear(self) {
        self.errors.set(FieldErrors::default());
        self.refusal.set(None);
    }
}

/// The element of a form, with the server’s refusal above its fields.
#[component]
pub fn FormElement(
    form: Form,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] class: Option<&'static str>,
    /// What the ids of its fields begin with, where it may not be the only one.
    #[prop(default = "field")]
    scope: &'static str,
    #[prop(into)] on_submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let refusal_id = if scope == "field" { "refusal".to_owned() } else { format!("{scope}-refusal") };
    let note_caps_lock = move |event: KeyboardEvent| form.caps_lock.set(event.get_modifier_state("CapsLock"));
    view! {
        <form id=id class=class novalidate on:keydown=note_caps_lock on:submit=move |event| {
            event.prevent_default();
            on_submit.run(());
        }>
            <div id=refusal_id class="refusal" role="alert">
                {live(move || form.refusal.get().map(|text| view! { <div class="alert"><Icon name="alert" /><p>{text}</p></div> }))}
            </div>
            {children()}
        </form>
    }
}

/// The button that sends a form, with a spinner while it waits.
#[component]
pub fn SubmitButton(text: &'static str, busy_text: &'static str, form: Form) -> impl IntoView {
    let busy = form.busy;
    view! {
        <button type="submit" class="button is-primary is-wide" aria-disabled=move || busy.get().then_some("true")>
            {live(move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }))}
            {words(move || if busy.get() { busy_text } else { text })}
        </button>
    }
}

/// The buttons of a form in a dialog: to cancel, and to send it.
#[component]
pub fn DialogButtons(
    form: Form,
    action: &'static str,
    /// One of the kinds of buttons in the style sheet.
    #[prop(default = "is-primary")]
    class: &'static str,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="dialog-actions">
            <Button text="Cancel" on_press=on_cancel />
            <button type="submit" class=format!("button {class}") aria-disabled=move || form.busy.get().then_some("true")>{action}</button>
        </div>
    }
}

/// That the caps-lock key is down, as the last key in the form said.
#[component]
pub fn CapsLockHint(form: Form) -> impl IntoView {
    view! {
        <p class="field-hint is-caps" role="status">
            {live(move || form.caps_lock.get().then(|| view! { <Icon name="caps" />"Caps Lock is on." }))}
        </p>
    }
}
