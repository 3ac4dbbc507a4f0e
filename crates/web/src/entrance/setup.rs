//! Making the first account.

use crate::context::use_navigation;
use crate::context::{use_api, use_session};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::form::{CapsLockHint, Doorway, Refusal, SubmitButton, note_caps_lock};
use crate::ui::live::When;
use crate::ui::new_password::NewPassword;
use client::Error;
use domain::accounts::users::SetupDraft;
use domain::auth::sessions::LoginDraft;
use domain::field_errors::FieldErrors;
use domain::problems::ProblemKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The setup page.
#[component]
pub fn SetupPage() -> impl IntoView {
    browser::set_title("Set up");
    let (session, api, navigation) = (use_session(), use_api(), use_navigation());
    let from_link = navigation.location_now().value("token").map(str::to_owned);
    let asks_for_token = from_link.is_none();
    let token = RwSignal::new(from_link.unwrap_or_default());
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let made = RwSignal::new(None::<String>);
    let (busy, caps, shows_token) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(asks_for_token));
    spawn_local(async move {
        if api.get_setup().await.is_ok_and(|setup| !setup.required) {
            navigation.replace("/login");
        }
    });
    let show_faults = move |faults: FieldErrors| {
        shows_token.update(|shows| *shows |= faults.of("token").is_some());
        errors.set(faults);
        focus_first_fault();
    };
    let submit = move || {
        let draft = SetupDraft {
            token: token.get_untracked(),
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
            let login = LoginDraft::new(&draft.username, &draft.password);
            let result = match api.create_setup(&draft).await {
                Ok(_) => match session.sign_in(&login).await {
                    // Only the provider signs in here.
                    Err(error) if error.kind() == Some(ProblemKind::Forbidden) => {
                        made.try_set(Some(draft.username));
                        Ok(())
                    }
                    result => result,
                },
                Err(error) => Err(error),
            };
            busy.try_set(false);
            match result {
                Ok(()) => {}
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => show_faults(problem.errors),
                Err(error) => {
                    shows_token.try_set(true);
                    refusal.try_set(Some(describe(&error)));
                }
            }
        });
    };
    let form = move || {
        view! {
            <p class="doorway-text">"Create the first account. It will be the administrator."</p>
            <form id="setup-form" novalidate on:keydown=move |event| note_caps_lock(caps, &event) on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <Refusal text=refusal />
                <When holds=move || shows_token.get()>
                    <TextField
                        label="Setup token"
                        name="token"
                        value=token
                        errors
                        autocomplete="one-time-code"
                        hint="The server printed it when it started."
                    />
                </When>
                <TextField label="Username" name="username" value=username errors autocomplete="username" autofocus=true />
                <NewPassword label="Password" name="password" value=password errors />
                <CapsLockHint on=caps />
                <SubmitButton text="Create the account" busy_text="Creating…" busy />
            </form>
        }
    };
    view! {
        <Doorway title="Welcome">
            <When holds=move || made.with(Option::is_some) otherwise=form>
                <UnlinkedAccount username=made />
            </When>
        </Doorway>
    }
}

/// How to link a new account on a server that accepts no passwords.
#[component]
fn UnlinkedAccount(username: RwSignal<Option<String>>) -> impl IntoView {
    let command = move || format!("movietracker user link {} SUBJECT", username.get().unwrap_or_default());
    view! {
        <p class="doorway-text" role="status">
            "Your account is ready, but you can’t sign in with a password here. Link it to your provider first: run this command on the server, with the subject that the provider knows you by."
        </p>
        <p class="doorway-text"><code>{command}</code></p>
        <a class="button is-primary is-wide" href="/login"><span>"Go to the sign-in page"</span></a>
    }
}
