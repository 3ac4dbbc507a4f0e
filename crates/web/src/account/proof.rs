//! Asking whoever is signed in to show that it is them.

use crate::context::use_session;
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::form::Refusal;
use client::Error;
use domain::auth::passwords::ProofDraft;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;

/// How the asking stands; copies are the same.
#[derive(Clone, Copy)]
pub struct Proof {
    errors: RwSignal<FieldErrors>,
    refusal: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Proof {
    /// Nobody was asked yet.
    pub fn new() -> Self {
        Self { errors: RwSignal::new(FieldErrors::default()), refusal: RwSignal::new(None), busy: RwSignal::new(false) }
    }

    /// Shows why the server refused it; it can be given again.
    pub fn refuse(self, error: Error) {
        self.busy.try_set(false);
        match error {
            Error::Problem(problem) if !problem.errors.is_empty() => self.show_faults(problem.errors),
            error => drop(self.refusal.try_set(Some(describe(&error)))),
        }
    }

    fn show_faults(self, faults: FieldErrors) {
        self.errors.try_set(faults);
        focus_first_fault();
    }
}

/// A dialog that says what is to be done, and asks for the password of an account that has one.
#[component]
pub fn ProofDialog(
    proof: Proof,
    #[prop(into)] title: String,
    text: &'static str,
    action: &'static str,
    /// One of the kinds of buttons in the style sheet.
    class: &'static str,
    #[prop(into)] on_prove: Callback<ProofDraft>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let Proof { errors, refusal, busy } = proof;
    let session = use_session();
    let has_password = untrack(move || session.has_password());
    let password = RwSignal::new(String::new());
    let submit = move || {
        let draft = ProofDraft { password: password.get_untracked() };
        refusal.set(None);
        if let Err(faults) = draft.parse(has_password) {
            return proof.show_faults(faults);
        }
        if !busy.get_untracked() {
            busy.set(true);
            on_prove.run(draft);
        }
    };
    view! {
        <Dialog title on_dismiss=on_close class="is-small">
            <form id="proof-form" novalidate on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <Refusal text=refusal />
                <p class="dialog-text">
                    {text}
                    {has_password.then_some(" Enter your password to confirm.")}
                </p>
                {has_password.then(|| view! {
                    <TextField label="Password" name="password" kind="password" value=password errors autocomplete="current-password" autofocus=true />
                })}
                <div class="dialog-actions">
                    <Button text="Cancel" on_press=on_close />
                    <button type="submit" class=format!("button {class}") aria-disabled=move || busy.get().then_some("true")>{action}</button>
                </div>
            </form>
        </Dialog>
    }
}
