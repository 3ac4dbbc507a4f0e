//! What a one-time link leads to: making an account, or choosing another password.

use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::entrance::register::RegistrationForm;
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::field::focus_first_fault;
use crate::ui::form::{CapsLockHint, Doorway, Refusal, SubmitButton, note_caps_lock};
use crate::ui::icon::Icon;
use crate::ui::live::live;
use crate::ui::new_password::NewPassword;
use client::Error;
use domain::accounts::links::{LinkDraft, LinkInfo, LinkKind};
use domain::accounts::password_resets::PasswordResetDraft;
use domain::field_errors::FieldErrors;
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
    let (found, busy) = (RwSignal::new(Found::Waiting), RwSignal::new(false));
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
    Effect::new(move |_| check(navigation.link_token()));
    let username = Memo::new(move |_| session.username());
    let asks_to_sign_out = Memo::new(move |_| !busy.get() && !username.with(String::is_empty));
    view! {
        <Doorway title>
            {live(move || if asks_to_sign_out.get() {
                view! { <SignedInAlready username /> }.into_any()
            } else {
                let token = untrack(|| navigation.link_token());
                match found.get() {
                    Found::Waiting => view! { <p class="doorway-text" role="status">"Looking at the link…"</p> }.into_any(),
                    Found::Bad(reason, can_retry) => view! {
                        <div class="alert doorway-alert" role="alert"><Icon name="alert" /><p>{reason}</p></div>
                        {can_retry.then(|| view! {
                            <Button text="Try again" class="is-primary is-wide" on_press=move |()| check(navigation.link_token()) />
                        })}
                        <p class="doorway-foot"><a href="/login">"To the sign-in page"</a></p>
                    }.into_any(),
                    Found::Good(LinkInfo { kind: LinkKind::Invite, .. }) => view! {
                        <p class="doorway-text">"Choose the name and the password that you will sign in with."</p>
                        <RegistrationForm token busy />
                    }.into_any(),
                    Found::Good(link) => view! {
                        <ResetForm token username=link.username.unwrap_or_default() busy />
                    }.into_any(),
                }
            })}
        </Doorway>
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
        <p class="doorway-text" dir="auto">
            "You are signed in as "<strong>{username.get_untracked()}</strong>". Sign out to use this link, or send it to the person it is for."
        </p>
        <Button text="Sign out and use the link" class="is-primary is-wide" on_press=sign_out />
        <p class="doorway-foot"><a href="/movies">"To my films"</a></p>
    }
}

#[component]
fn ResetForm(token: String, username: String, busy: RwSignal<bool>) -> impl IntoView {
    let (api, navigation, toasts) = (use_api(), use_navigation(), use_toasts());
    let password = RwSignal::new(String::new());
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let caps = RwSignal::new(false);
    let show_faults = move |faults: FieldErrors| {
        errors.try_set(faults);
        focus_first_fault();
    };
    let of_whom = username.clone();
    let submit = move || {
        let draft = PasswordResetDraft { token: token.clone(), password: password.get_untracked() };
        refusal.set(None);
        match draft.parse(&of_whom) {
            Ok(_) => errors.set(FieldErrors::default()),
            Err(faults) => return show_faults(faults),
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.reset_password(&draft).await {
                Ok(()) => {
                    navigation.replace("/login");
                    toasts.say("The password is changed; sign in with it");
                }
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => show_faults(problem.errors),
                Err(error) => {
                    refusal.try_set(Some(describe(&error)));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <p class="doorway-text" dir="auto">"Choose a new password for "<strong>{username.clone()}</strong>". Every browser has to sign in again with it."</p>
        <form id="reset-form" novalidate on:keydown=move |event| note_caps_lock(caps, &event) on:submit=move |event| {
            event.prevent_default();
            submit();
        }>
            <Refusal text=refusal />
            // For password managers: whose password it is.
            <input type="text" class="visually-hidden" tabindex="-1" aria-hidden="true" autocomplete="username" readonly value=username />
            <NewPassword label="New password" name="password" value=password errors />
            <CapsLockHint on=caps />
            <SubmitButton text="Set the password" busy_text="Setting…" busy />
        </form>
    }
}
