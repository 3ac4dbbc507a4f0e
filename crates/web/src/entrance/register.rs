//! Making an account for oneself: by an invite, or where anyone may.

use crate::base::routes::HOME;
use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::kit::browser;
use crate::ui::field::TextField;
use crate::ui::form::{CapsLockHint, EntrancePage, Form, FormElement, SubmitButton};
use crate::ui::live::live;
use crate::ui::new_password::NewPassword;
use client::Error;
use domain::accounts::registration::RegistrationDraft;
use domain::auth::sessions::{LoginDraft, LoginOptions};
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
        <EntrancePage title="Create an account">
            {live(move || match closed.get() {
                Some(why) => view! { <p class="entrance-text">{why}</p> }.into_any(),
                None => view! { <RegistrationForm form=Form::new() /> }.into_any(),
            })}
            <p class="entrance-foot">"Already have an account? "<a href="/login">"Sign in"</a></p>
        </EntrancePage>
    }
}

fn why_closed(options: &LoginOptions) -> Option<&'static str> {
    match (options.password_login, options.registration_open) {
        (false, _) => Some("You can’t sign in with a password here. Use the sign-in page instead."),
        (true, false) => Some("You need an invite to create an account here. Ask an admin for one."),
        (true, true) => None,
    }
}

/// The form for an account of one's own; with it, one is signed in.
#[component]
pub fn RegistrationForm(
    /// The token of an invite.
    #[prop(optional)]
    token: Option<String>,
    form: Form,
) -> impl IntoView {
    let (session, api, navigation, toasts) = (use_session(), use_api(), use_navigation(), use_toasts());
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |()| {
        let draft = RegistrationDraft {
            token: token.clone(),
            username: username.get_untracked(),
            password: password.get_untracked(),
        };
        let checked = draft.parse();
        let send = move |_| async move {
            let me = api.register(&draft).await?;
            if session.sign_in(&LoginDraft::new(&me.username, &draft.password)).await.is_ok() {
                navigation.replace(HOME);
            } else {
                navigation.replace("/login");
                toasts.say("Your account is ready. Sign in with it");
            }
            Ok::<_, Error>(())
        };
        form.submit(checked, send, |()| ());
    };
    view! {
        <FormElement id="registration-form" form on_submit=submit>
            <TextField label="Username" name="username" value=username errors=form.errors autocomplete="username" autofocus=true />
            <NewPassword label="Password" name="password" value=password errors=form.errors />
            <CapsLockHint form />
            <SubmitButton text="Create account" busy_text="Creating…" form />
        </FormElement>
    }
}
