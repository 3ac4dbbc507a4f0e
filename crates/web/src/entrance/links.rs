//! What a one-time link leads to: making an account, or choosing another password.

use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::entrance::register::RegistrationForm;
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::form::{CapsLockHint, EntrancePage, Form, FormElement, SubmitButton};
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live};
use crate::ui::new_password::NewPassword;
use domain::accounts::links::{LinkDraft, LinkInfo, LinkKind};
use domain::accounts::password_resets::PasswordResetDraft;
use domain::problems::ProblemKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is known of the link.
#[derive(Clone, PartialEq)]
enum Found {
    Waiting,
    Good(LinkInfo),
    /// Why it leads nowhere, and whether asking again could help.
    Bad(String, bool),
}

/// The page of `/invite` and `/reset`. Who is signed in signs out first: a link is for one person.
#[component]
pub fn LinkPage() -> impl IntoView {
    let (api, navigation, session) = (use_api(), use_navigation(), use_session());
    let is_reset = navigation.location_now().path.starts_with("/reset");
    let title = if is_reset { "New password" } else { "You are invited" };
    browser::set_title(title);
    let (found, form) = (RwSignal::new(Found::Waiting), Form::new());
    let check = move |token: String| {
        if token.is_empty() {
            let reason = "This link is incomplete. Open it again exactly as you received it.";
            found.set(Found::Bad(reason.to_owned(), false));
            return;
        }
        found.set(Found::Waiting);
        spawn_local(async move {
            found.try_set(match api.check_link(&LinkDraft { token }).await {
                Ok(link) => Found::Good(link),
                Err(error) => Found::Bad(describe(&error), error.kind() != Some(ProblemKind::Forbidden)),
            });
        });
    };
    effect(move || check(navigation.link_token()));
    let username = Memo::new(move |_| session.username());
    let asks_to_sign_out = Memo::new(move |_| !form.busy.get() && !username.with(String::is_empty));
    view! {
        <EntrancePage title>
            {live(move || if asks_to_sign_out.get() {
                view! { <SignedInAlready username /> }.into_any()
            } else {
                let token = untrack(|| navigation.link_token());
                match found.get() {
                    Found::Waiting => view! { <p class="entrance-text" role="status">"Checking the link…"</p> }.into_any(),
                    Found::Bad(reason, can_retry) => view! {
                        <div class="alert entrance-alert" role="alert"><Icon name="alert" /><p>{reason}</p></div>
                        {can_retry.then(|| view! {
                            <Button text="Try again" class="is-primary is-wide" on_press=move |()| check(navigation.link_token()) />
                        })}
                        <p class="entrance-foot"><a href="/login">"Go to sign-in"</a></p>
                    }.into_any(),
                    Found::Good(LinkInfo { kind: LinkKind::Invite, .. }) => view! {
                        <p class="entrance-text">"Choose a username and password."</p>
                        <RegistrationForm token form />
                    }.into_any(),
                    Found::Good(link) => view! {
                        <ResetForm token username=link.username.unwrap_or_default() form />
                    }.into_any(),
                }
            })}
        </EntrancePage>
    }
}

#[component]
fn SignedInAlready(username: Memo<String>) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let sign_out = move |()| {
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                toasts.fail(describe(&error));
            }
        });
    };
    view! {
        <p class="entrance-text" dir="auto">
            "You are signed in as "<strong>{username.get_untracked()}</strong>". Sign out to use this link, or send it to the person it is for."
        </p>
        <Button text="Sign out and use the link" class="is-primary is-wide" on_press=sign_out />
        <p class="entrance-foot"><a href="/movies">"Go to my films"</a></p>
    }
}

#[component]
fn ResetForm(token: String, username: String, form: Form) -> impl IntoView {
    let (api, navigation, toasts) = (use_api(), use_navigation(), use_toasts());
    let password = RwSignal::new(String::new());
    let of_whom = username.clone();
    let submit = move |()| {
        let draft = PasswordResetDraft { token: token.clone(), password: password.get_untracked() };
        let checked = draft.parse(&of_whom);
        form.submit(
            checked,
            move |_| async move { api.reset_password(&draft).await },
            move |()| {
                navigation.replace("/login");
                toasts.say("Password changed. Sign in with it");
            },
        );
    };
    view! {
        <p class="entrance-text" dir="auto">"Choose a new password for "<strong>{username.clone()}</strong>". All your browsers will have to sign in again."</p>
        <FormElement id="reset-form" form on_submit=submit>
            // For password managers: whose password it is.
            <input type="text" class="visually-hidden" tabindex="-1" aria-hidden="true" autocomplete="username" readonly value=username />
            <NewPassword label="New password" name="password" value=password errors=form.errors />
            <CapsLockHint form />
            <SubmitButton text="Change password" busy_text="Changing…" form />
        </FormElement>
    }
}
