//! Making an account for oneself: by an invite, or where anyone may.

use crate::base::routes::HOME;
use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::form::{CapsLockHint, Doorway, Refusal, SubmitButton, note_caps_lock};
use crate::ui::live::live;
use crate::ui::new_password::NewPassword;
use client::Error;
use domain::accounts::registration::RegistrationDraft;
use domain::auth::sessions::{LoginDraft, LoginOptions};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page where anyone may make an account, while an admin allows it.
#[component]
pub fn RegisterPage() -> impl IntoView {
    browser::set_title("Create an account");
    let api = use_api();
    let closed = RwSignal::new(None::<&'static str>);
    spawn_local(async move {
        // Without an answer the form is the better guess: the server says no by itself.
        closed.try_set(api.get_login_options().await.ok().and_then(|options| why_closed(&options)));
    });
    view! {
        <Doorway title="Create an account">
            {live(move || match closed.get() {
                Some(why) => view! { <p class="doorway-text">{why}</p> }.into_any(),
                None => view! { <RegistrationForm busy=RwSignal::new(false) /> }.into_any(),
            })}
            <p class="doorway-foot">"You have one already? "<a href="/login">"Sign in"</a></p>
        </Doorway>
    }
}

fn why_closed(options: &LoginOptions) -> Option<&'static str> {
    match (options.password_login, options.registration_open) {
        (false, _) => Some("Passwords don't sign in here. Use the sign-in page instead."),
        (true, false) => Some("Accounts are made by invite here. Ask an admin for one."),
        (true, true) => None,
    }
}

/// The form for an account of one's own; with it, one is signed in.
#[component]
pub fn RegistrationForm(
    /// The token of an invite.
    #[prop(optional)]
    token: Option<String>,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let (session, api, navigation, toasts) = (use_session(), use_api(), use_navigation(), use_toasts());
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let caps = RwSignal::new(false);
    let show_faults = move |faults: FieldErrors| {
        errors.try_set(faults);
        focus_first_fault();
    };
    let submit = move || {
        let draft = RegistrationDraft {
            token: token.clone(),
            username: username.get_untracked(),
            password: password.get_untracked(),
        };
        refusal.set(None);
        match draft.parse() {
            Ok(_) => errors.set(FieldErrors::default()),
            Err(faults) => return show_faults(faults),
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.register(&draft).await {
                Ok(me) => {
                    let login = LoginDraft::new(&me.username, &draft.password);
                    if session.sign_in(&login).await.is_ok() {
                        navigation.replace(HOME);
                    } else {
                        navigation.replace("/login");
                        toasts.say("Your account is made; sign in with it");
                    }
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
        <form id="registration-form" novalidate on:keydown=move |event| note_caps_lock(caps, &event) on:submit=move |event| {
            event.prevent_default();
            submit();
        }>
            <Refusal text=refusal />
            <TextField label="Username" name="username" value=username errors autocomplete="username" autofocus=true />
            <NewPassword label="Password" name="password" value=password errors />
            <CapsLockHint on=caps />
            <SubmitButton text="Create the account" busy_text="Creating…" busy />
        </form>
    }
}
