//! Making the first account.

use crate::context::use_navigation;
use crate::context::{use_api, use_session};
use crate::entrance::restore::RestoreForm;
use crate::kit::browser;
use crate::ui::field::TextField;
use crate::ui::form::{CapsLockHint, EntrancePage, Form, FormElement, SubmitButton};
use crate::ui::live::{When, live};
use crate::ui::new_password::NewPassword;
use domain::accounts::users::SetupDraft;
use domain::auth::sessions::LoginDraft;
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
    let (form, made) = (Form::new(), RwSignal::new(None::<String>));
    let restores = RwSignal::new(false);
    // Also when the link’s token is refused.
    let shows_token = Memo::new(move |shown: Option<&bool>| {
        let refused = form.refusal.with(Option::is_some) || form.errors.with(|errors| errors.of("token").is_some());
        asks_for_token || refused || shown.is_some_and(|shown| *shown)
    });
    spawn_local(async move {
        if api.get_setup().await.is_ok_and(|setup| !setup.required) {
            navigation.replace("/login");
        }
    });
    let submit = Callback::new(move |()| {
        let draft = SetupDraft {
            token: token.get_untracked(),
            username: username.get_untracked(),
            password: password.get_untracked(),
        };
        let checked = draft.parse();
        let send = move |_| async move {
            api.create_setup(&draft).await?;
            match session.sign_in(&LoginDraft::new(&draft.username, &draft.password)).await {
                // Only the provider signs in here.
                Err(error) if error.kind() == Some(ProblemKind::Forbidden) => {
                    made.try_set(Some(draft.username));
                    Ok(())
                }
                result => result,
            }
        };
        form.submit(checked, send, |()| ());
    });
    let fields = move || {
        view! {
            <p class="entrance-text">"Create the first account. It will be the administrator."</p>
            <FormElement id="setup-form" form on_submit=submit>
                <When holds=shows_token>
                    <TextField
                        label="Setup token"
                        name="token"
                        value=token
                        errors=form.errors
                        autocomplete="one-time-code"
                        hint="The server printed it when it started."
                    />
                </When>
                <TextField label="Username" name="username" value=username errors=form.errors autocomplete="username" autofocus=true />
                <NewPassword label="Password" name="password" value=password errors=form.errors />
                <CapsLockHint form />
                <SubmitButton text="Create account" busy_text="Creating…" form />
            </FormElement>
            <p class="entrance-foot">
                "Moving from another server?"
                <button type="button" on:click=move |_| restores.set(true)>"Restore a backup"</button>
            </p>
        }
    };
    view! {
        <EntrancePage title="Welcome">
            {live(move || if restores.get() {
                view! { <RestoreForm token asks_for_token on_cancel=move |()| restores.set(false) /> }.into_any()
            } else if made.with(Option::is_some) {
                view! { <UnlinkedAccount username=made /> }.into_any()
            } else {
                fields().into_any()
            })}
        </EntrancePage>
    }
}

/// How to link a new account on a server that accepts no passwords.
#[component]
fn UnlinkedAccount(username: RwSignal<Option<String>>) -> impl IntoView {
    let command = move || format!("movietracker user link {} SUBJECT", username.get().unwrap_or_default());
    view! {
        <p class="entrance-text" role="status">
            "Your account is ready, but you can’t sign in with a password here. Link it to your provider first: run this command on the server, with the subject that the provider knows you by."
        </p>
        <p class="entrance-text"><code>{command}</code></p>
        <a class="button is-primary is-wide" href="/login"><span>"Go to the sign-in page"</span></a>
    }
}
