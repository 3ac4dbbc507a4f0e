//! One's own account: password, sessions, and its end.

mod api_tokens;
mod credits;
mod deletion;
mod identities;
mod new_api_token;
mod password;
mod places;
mod preferences;
mod proof;
mod recovery_codes;
mod revoke_tokens;
mod second_factor_dialog;
mod second_factors;
mod services;
mod sessions;

use crate::base::provider_fault::take_fault;
use crate::base::session::SessionState;
use crate::context::use_navigation;
use crate::context::use_session;
use crate::kit::browser;
use crate::kit::dates;
use crate::ui::icon::Icon;
use crate::ui::live::When;
use api_tokens::ApiTokensSection;
use credits::CreditsSection;
use deletion::DeletionSection;
use identities::IdentitiesSection;
use leptos::prelude::*;
use password::PasswordSection;
use preferences::PreferencesSection;
use second_factors::SecondFactorsSection;
use services::ServicesSection;
use sessions::SessionsSection;

/// The account's page.
#[component]
pub fn AccountPage() -> impl IntoView {
    browser::set_title("Account");
    let (session, navigation) = (use_session(), use_navigation());
    let fault = take_fault(navigation);
    let is_missing = move || session.me().is_some_and(|me| me.must_set_up_second_factor);
    // The missing second factor comes first. Its section stays there once it is set up.
    let was_missing = session.must_set_up_second_factor();
    let about = move || match session.state() {
        SessionState::SignedIn(me) => Some(format!("{}, since {}", me.username, dates::day(me.created_at.date()))),
        _ => None,
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Account"</h1>
            <p class="page-count" dir="auto">{about}</p>
        </div>
        <When holds=is_missing>
            <div class="alert" id="second-factor-needed" role="alert"><Icon name="alert" /><p>
                "Two-factor authentication is required here. Set up an authenticator app or add a passkey to continue."
            </p></div>
        </When>
        {fault.map(|fault| view! { <div class="alert" id="account-fault" role="alert"><Icon name="alert" /><p>{fault}</p></div> })}
        <div class="account-page">
            {was_missing.then(|| view! { <SecondFactorsSection /> })}
            <SessionsSection />
            <PasswordSection />
            {(!was_missing).then(|| view! { <SecondFactorsSection /> })}
            <IdentitiesSection />
            <When holds=move || !is_missing()>
                <PreferencesSection />
                <ServicesSection />
                <ApiTokensSection />
            </When>
            <DeletionSection />
            <CreditsSection />
        </div>
    }
}
