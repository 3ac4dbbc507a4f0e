//! Changing the password, or setting the first one.

use super::revoke_tokens::RevokeTokens;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::ui::field::TextField;
use crate::ui::form::{CapsLockHint, Form, FormElement, SubmitButton};
use crate::ui::live::When;
use crate::ui::new_password::NewPassword;
use domain::auth::passwords::PasswordDraft;
use leptos::prelude::*;

/// The form for another password.
#[component]
pub fn PasswordSection() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (form, revokes) = (Form::new(), RwSignal::new(true));
    let submit = move |()| {
        let draft = PasswordDraft {
            current_password: current.get_untracked(),
            new_password: new.get_untracked(),
            revoke_tokens: revokes.get_untracked(),
        };
        let checked = draft.parse(&session.username(), session.has_password());
        form.submit(
            checked,
            move |_| async move { api.update_password(&draft).await },
            move |()| {
                current.try_set(String::new());
                new.try_set(String::new());
                toasts.say("Password changed. Other browsers have to sign in again");
                session.note_password();
            },
        );
    };
    view! {
        <section class="account-section" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <FormElement id="password-form" class="account-form" form on_submit=submit>
                // For password managers: whose password it is.
                <input type="text" class="visually-hidden" tabindex="-1" aria-hidden="true" autocomplete="username" readonly
                    prop:value=move || session.username() />
                <When holds=move || session.has_password() otherwise=|| view! {
                    <p class="account-text">"You sign in through your provider and have no password. Set one to sign in without the provider too."</p>
                }>
                    <TextField label="Current password" name="current_password" kind="password" value=current errors=form.errors autocomplete="current-password" />
                </When>
                <NewPassword label="New password" name="new_password" value=new errors=form.errors />
                <CapsLockHint form />
                <RevokeTokens value=revokes />
                <When holds=move || session.has_password() otherwise=move || view! {
                    <SubmitButton text="Set password" busy_text="Setting…" form />
                }>
                    <SubmitButton text="Change password" busy_text="Changing…" form />
                </When>
            </FormElement>
        </section>
    }
}
