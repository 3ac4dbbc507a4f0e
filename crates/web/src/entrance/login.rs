//! Signing in.

mod again;
mod attempt;
mod passkey;
mod provider;
mod second_step;

pub use again::SignInAgain;
pub use second_step::load_second_step;

use crate::base::passkeys;
use crate::base::provider_fault::take_fault;
use crate::base::routes::return_url;
use crate::context::use_api;
use crate::context::use_navigation;
use crate::kit::browser;
use crate::ui::field::TextField;
use crate::ui::form::{CapsLockHint, EntrancePage, FormElement, SubmitButton};
use crate::ui::lazy::lazy;
use crate::ui::live::When;
use attempt::Attempt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use passkey::PasskeyButton;
use provider::{ProviderLink, start_url};
use second_step::second_step;

/// What the server offers beside names and passwords.
#[derive(Clone, Copy)]
struct Offers {
    provider: RwSignal<Option<String>>,
    can_register: RwSignal<bool>,
    /// Without an answer, passwords are the better guess.
    password: RwSignal<bool>,
}

impl Offers {
    /// Asks the server.
    fn fetch() -> Self {
        let this =
            Self { provider: RwSignal::new(None), can_register: RwSignal::new(false), password: RwSignal::new(true) };
        let api = use_api();
        spawn_local(async move {
            if let Ok(options) = api.get_login_options().await {
                this.can_register.try_set(options.registration_open);
                this.password.try_set(options.password_login);
                this.provider.try_set(options.provider);
            }
        });
        this
    }
}

/// The login page.
#[component]
pub fn LoginPage() -> impl IntoView {
    browser::set_title("Sign in");
    let (api, navigation) = (use_api(), use_navigation());
    let (attempt, offers) = (Attempt::new("field", String::new()), Offers::fetch());
    let wanted = attempt.wanted;
    attempt.form.refusal.set(take_fault(navigation));
    spawn_local(async move {
        // Without an answer the form is the better guess.
        if api.get_setup().await.is_ok_and(|setup| setup.required) {
            navigation.replace("/setup");
        }
    });
    let start = start_url(&return_url(navigation.location_now().value("return_url")));
    view! {
        <EntrancePage title="Sign in">
            <LoginForm attempt offers />
            <When holds=move || wanted.with(Option::is_none)>
                <ProviderLink offers start=start.clone() />
            </When>
            <When holds=move || offers.can_register.get() && wanted.with(Option::is_none)>
                <p class="entrance-foot">"New here? "<a href="/register">"Create an account"</a></p>
            </When>
        </EntrancePage>
    }
}

/// Name and password, where they sign in, or what follows them. The focus is in the first field that is empty.
#[component]
fn LoginForm(attempt: Attempt, offers: Offers) -> impl IntoView {
    let Attempt { username, password, form, wanted, scope, .. } = attempt;
    let errors = form.errors;
    let knows_name = username.with_untracked(|name| !name.is_empty());
    let first_step = move || {
        view! {
            <When holds=offers.password>
                <TextField label="Username" name="username" value=username errors autocomplete="username" autofocus=!knows_name scope />
                <TextField label="Password" name="password" kind="password" value=password errors autocomplete="current-password" autofocus=knows_name scope />
                <CapsLockHint form />
                <SubmitButton text="Sign in" busy_text="Signing in…" form />
            </When>
            {passkeys::are_offered().then(|| view! { <PasskeyButton text="Sign in with a passkey" attempt /> })}
        }
    };
    view! {
        <FormElement class="login-form" form scope on_submit=move |()| attempt.submit()>
            <When holds=move || wanted.with(Option::is_some) otherwise=first_step>
                {lazy(
                    || Box::pin(load_second_step()),
                    move || Box::pin(second_step(attempt)),
                    |trouble| trouble.unwrap_or_else(|| view! { <p class="entrance-text" role="status">"Loading…"</p> }.into_any()),
                )}
            </When>
        </FormElement>
    }
}
