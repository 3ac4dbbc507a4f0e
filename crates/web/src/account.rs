//! One's own account: password, sessions, and its end.

mod api_tokens;
mod client_name;
mod deletion;
mod new_api_token;
mod password;
mod sessions;

use crate::browser;
use crate::dates;
use crate::session::{SessionState, use_session};
use api_tokens::ApiTokensSection;
use deletion::DeletionSection;
use leptos::prelude::*;
use password::PasswordSection;
use sessions::SessionsSection;

/// The account's page.
#[component]
pub fn AccountPage() -> impl IntoView {
    browser::set_title("Account");
    let session = use_session();
    let about = move || match session.state() {
        SessionState::SignedIn(me) => Some(format!("{}, since {}", me.username, dates::day(me.created_at.date()))),
        _ => None,
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Account"</h1>
            <p class="page-count" dir="auto">{about}</p>
        </div>
        <div class="account-page">
            <SessionsSection />
            <PasswordSection />
            <ApiTokensSection />
            <DeletionSection />
        </div>
    }
}
