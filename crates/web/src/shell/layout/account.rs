//! The account's menu.

use crate::base::routes::STATISTICS;
use crate::context::use_session;
use crate::context::use_sign_out;
use crate::kit::browser;
use crate::shell::theme::{THEMES, Theme};
use crate::ui::icon::Icon;
use crate::ui::live::{When, words};
use leptos::prelude::*;

/// Who is signed in, the theme, the administration, the tags, the trash, the API's documents, and signing out.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = use_session();
    let sign_out = use_sign_out();
    let initial = move || session.username().chars().next().map(|first| first.to_string());
    let hide = move |_: web_sys::MouseEvent| {
        if let Some(menu) = browser::find("#account-menu") {
            let _ = menu.hide_popover();
        }
    };
    view! {
        <div class="account">
            <button
                type="button"
                id="account-button"
                class="avatar"
                popovertarget="account-menu"
                aria-haspopup="true"
                aria-label=move || format!("Account of {}", session.username())
            >
                {words(initial)}
            </button>
            <div id="account-menu" class="menu" popover="auto">
                <p class="menu-name">"Signed in as "<strong dir="auto">{words(move || session.username())}</strong></p>
                <ThemeChoice />
                <a class="menu-item" href="/account" on:click=hide><Icon name="person" />"Account"</a>
                <When holds=move || session.is_admin()>
                    <a class="menu-item" href="/admin" on:click=hide><Icon name="people" />"Administration"</a>
                </When>
                // Where the tabs have no room for them.
                <a class="menu-item is-narrow" href=STATISTICS on:click=hide><Icon name="chart" />"Statistics"</a>
                <a class="menu-item" href="/tags" on:click=hide><Icon name="rows" />"Tags"</a>
                <a class="menu-item" href="/trash" on:click=hide><Icon name="trash" />"Trash"</a>
                <a class="menu-item" href="/api/docs" target="_blank"><Icon name="book" />"API documentation"</a>
                <button type="button" class="menu-item" on:click=move |_| sign_out()><Icon name="leave" />"Sign out"</button>
            </div>
        </div>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let chosen = RwSignal::new(Theme::chosen());
    let choice = move |(theme, name): (Theme, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="theme"
                    prop:checked=move || chosen.get() == theme
                    on:change=move |_| {
                        theme.choose();
                        chosen.set(theme);
                    }
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="theme">
            <legend>"Theme"</legend>
            <div class="segments">{THEMES.map(choice).collect_view()}</div>
        </fieldset>
    }
}
