//! The account's menu.

use crate::context::use_session;
use crate::context::use_sign_out;
use crate::shell::parts::{self, Library};
use crate::ui::icon::Icon;
use crate::ui::lazy::lazy;
use crate::ui::live::{live, words};
use leptos::prelude::*;

/// Who is signed in, what the menu offers once it was opened, and signing out.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = use_session();
    let sign_out = use_sign_out();
    let initial = move || session.username().chars().next().map(|first| first.to_string());
    let was_opened = RwSignal::new(false);
    view! {
        <div class="account">
            <button
                type="button"
                id="account-button"
                class="avatar"
                popovertarget="account-menu"
                aria-haspopup="true"
                aria-label=move || format!("Account of {}", session.username())
                on:click=move |_| was_opened.set(true)
            >
                {words(initial)}
            </button>
            <div id="account-menu" class="menu" popover="auto">
                <p class="menu-name">"Signed in as "<strong dir="auto">{words(move || session.username())}</strong></p>
                {live(move || was_opened.get().then(|| lazy(
                    parts::LIBRARY,
                    || Box::pin(parts::library(Library::Menu)),
                    IntoAny::into_any,
                )))}
                <button type="button" class="menu-item" on:click=move |_| sign_out()><Icon name="leave" />"Sign out"</button>
            </div>
        </div>
    }
}
