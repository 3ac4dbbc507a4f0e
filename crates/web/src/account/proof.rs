//! Asking whoever is signed in to show that it is them.

use crate::context::use_session;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement};
use client::Error;
use domain::auth::passwords::ProofDraft;
use leptos::prelude::*;
use std::pin::Pin;

/// What is done with a proof.
pub type Acting = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// A dialog that says what is to be done, and asks for the password of an account that has one.
#[component]
pub fn ProofDialog(
    #[prop(into)] title: String,
    text: &'static str,
    action: &'static str,
    /// One of the kinds of buttons in the style sheet.
    class: &'static str,
    /// Acts with the proof, and does what follows.
    #[prop(into)]
    act: Callback<ProofDraft, Acting>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let (form, session) = (Form::new(), use_session());
    let has_password = untrack(move || session.has_password());
    let password = RwSignal::new(String::new());
    let submit = move |()| {
        let draft = ProofDraft { password: password.get_untracked() };
        let checked = draft.parse(has_password).map(|_| draft);
        form.submit(checked, move |draft| act.run(draft), |()| ());
    };
    view! {
        <Dialog title on_dismiss=on_close class="is-small">
            <FormElement id="proof-form" form on_submit=submit>
                <p class="dialog-text">
                    {text}
                    {has_password.then_some(" Enter your password to confirm.")}
                </p>
                {has_password.then(|| view! {
                    <TextField label="Password" name="password" kind="password" value=password errors=form.errors autocomplete="current-password" autofocus=true />
                })}
                <DialogButtons form action class on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}
