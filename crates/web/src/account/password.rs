//! Changing the password, or setting the first one.

use super::revoke_tokens::RevokeTokens;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::kit::failures::describe;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::form::{CapsLockHint, Refusal, SubmitButton, note_caps_lock};
use crate::ui::live::When;
use crate::ui::new_password::NewPassword;
use client::Error;
use domain::auth::passwords::PasswordDraft;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form for another password.
#[component]
pub fn PasswordSection() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let (busy, caps, revokes) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(true));
    let show_faults = move |faults: FieldErrors| {
        errors.try_set(faults);
        focus_first_fault();
    };
    let submit = move || {
        let draft = PasswordDraft {
            current_password: current.get_untracked(),
            new_password: new.get_untracked(),
            revoke_tokens: revokes.get_untracked(),
        };
        refusal.set(None);
        match draft.parse(&session.username(), session.has_password()) {
            Ok(_) => errors.set(FieldErrors::default()),
            Err(faults) => return show_faults(faults),
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = api.update_password(&draft).await;
            busy.try_set(false);
            match result {
                Ok(()) => {
                    current.try_set(String::new());
                    new.try_set(String::new());
                    toasts.say("The password is changed; other browsers have to sign in again");
                    session.note_password();
                }
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => show_faults(problem.errors),
                Err(error) => {
                    refusal.try_set(Some(describe(&error)));
                }
            }
        });
    };
    view! {
        <section class="account-section" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <form id="password-form" class="account-form" novalidate on:keydown=move |event| note_caps_lock(caps, &event)
                on:submit=move |event| {
                    event.prevent_default();
                    submit();
                }
            >
                <Refusal text=refusal />
                // For password managers: whose password it is.
                <input type="text" class="visually-hidden" tabindex="-1" aria-hidden="true" autocomplete="username" readonly
                    prop:value=move || session.username() />
                <When holds=move || session.has_password() otherwise=|| view! {
                    <p class="account-text">"You sign in through your provider and have no password. With one, you can also sign in without it."</p>
                }>
                    <TextField label="Current password" name="current_password" kind="password" value=current errors autocomplete="current-password" />
                </When>
                <NewPassword label="New password" name="new_password" value=new errors />
                <CapsLockHint on=caps />
                <RevokeTokens value=revokes />
                <When holds=move || session.has_password() otherwise=move || view! {
                    <SubmitButton text="Set the password" busy_text="Setting…" busy />
                }>
                    <SubmitButton text="Change the password" busy_text="Changing…" busy />
                </When>
            </form>
        </section>
    }
}
