//! Deleting the account.

use crate::failures::describe;
use crate::login::Refusal;
use crate::session::{use_api, use_session};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::live::live;
use client::Error;
use domain::problems::FieldErrors;
use domain::users::ProofDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What deleting means, and the way to it.
#[component]
pub fn DeletionSection() -> impl IntoView {
    let asking = RwSignal::new(false);
    view! {
        <section class="account-section" aria-labelledby="deletion-title">
            <h2 id="deletion-title">"Delete the account"</h2>
            <p class="account-text">"Your films, watches and sessions are deleted with it, for ever. Nobody can bring them back."</p>
            <Button text="Delete the account" class="is-quiet-danger" on_press=move |()| asking.set(true) />
        </section>
        {live(move || asking.get().then(|| view! { <DeletionDialog on_close=move |()| asking.set(false) /> }))}
    }
}

#[component]
fn DeletionDialog(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let password = RwSignal::new(String::new());
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let busy = RwSignal::new(false);
    let has_password = session.has_password();
    let show_faults = move |faults: FieldErrors| {
        errors.try_set(faults);
        focus_first_fault();
    };
    let submit = move || {
        let draft = ProofDraft { password: password.get_untracked() };
        refusal.set(None);
        if let Err(faults) = draft.parse(has_password) {
            return show_faults(faults);
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = api.delete_me(&draft).await;
            busy.try_set(false);
            match result {
                Ok(()) => session.end(),
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => show_faults(problem.errors),
                Err(error) => {
                    refusal.try_set(Some(describe(&error)));
                }
            }
        });
    };
    view! {
        <Dialog title="Delete the account for ever?" on_dismiss=on_close class="is-small">
            <form id="deletion-form" novalidate on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <Refusal text=refusal />
                <p class="dialog-text">
                    "All your films and watches go with it."
                    {has_password.then_some(" Give your password to show that it is you.")}
                </p>
                {has_password.then(|| view! {
                    <TextField label="Password" name="password" kind="password" value=password errors autocomplete="current-password" autofocus=true />
                })}
                <div class="dialog-actions">
                    <Button text="Cancel" on_press=on_close />
                    <button type="submit" class="button is-danger" aria-disabled=move || busy.get().then_some("true")>"Delete the account"</button>
                </div>
            </form>
        </Dialog>
    }
}
