//! Signing in again, over the page that is open.

use super::attempt::Attempt;
use super::provider::{ProviderLink, start_url};
use super::{LoginForm, Offers};
use crate::base::routes::HOME;
use crate::context::use_session;
use crate::ui::dialog::Dialog;
use crate::ui::live::{When, live};
use leptos::prelude::*;

/// Asks whoever was signed in to sign in again, for as long as their session has ended. The page stays as it
/// is meanwhile, and its requests wait.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let session = use_session();
    live(move || session.has_ended().then(|| view! { <AgainDialog /> }))
}

#[component]
fn AgainDialog() -> impl IntoView {
    let session = use_session();
    let (attempt, offers) = (Attempt::new("again", untrack(move || session.username())), Offers::fetch());
    let end = move |_| {
        if !session.asks_first() {
            session.end();
        }
    };
    view! {
        // Nothing but an answer closes it: behind it, nothing works.
        <Dialog title="Your session has ended" on_dismiss=|()| () class="is-small is-again">
            <p class="dialog-text">"Sign in again to continue. Everything you have open or typed is still here."</p>
            <LoginForm attempt offers />
            <When holds=move || attempt.wanted.with(Option::is_none)>
                <ProviderLink offers start=start_url(HOME) beside=true />
            </When>
            <p class="entrance-foot">
                <button type="button" on:click=end>"Sign out"</button>
            </p>
        </Dialog>
    }
}
