//! What the account's menu offers besides signing out.

use crate::base::catalogue_urls::{BEST, COLLECTIONS};
use crate::base::routes::{DISCOVER, IMPORTS, MATCHES, STATISTICS};
use crate::context::use_session;
use crate::kit::browser;
use crate::shell::theme::{THEMES, Theme};
use crate::ui::icon::Icon;
use crate::ui::live::When;
use leptos::prelude::*;

/// The theme, the administration, further pages, and the API's documents.
#[component]
pub fn MenuItems() -> impl IntoView {
    let session = use_session();
    let hide = move |_: web_sys::MouseEvent| {
        if let Some(menu) = browser::find("#account-menu") {
            let _ = menu.hide_popover();
        }
    };
    view! {
        <ThemeChoice />
        <a class="menu-item" href="/account" on:click=hide><Icon name="person" />"Account"</a>
        <When holds=move || session.is_admin()>
            <a class="menu-item" href="/admin" on:click=hide><Icon name="people" />"Administration"</a>
        </When>
        // Where the tabs have no room for them.
        <a class="menu-item is-narrow" href=STATISTICS on:click=hide><Icon name="chart" />"Statistics"</a>
        <a class="menu-item is-narrow" href=DISCOVER on:click=hide><Icon name="eye" />"Discover"</a>
        <a class="menu-item" href=COLLECTIONS on:click=hide><Icon name="grid" />"Collections"</a>
        <a class="menu-item" href=BEST on:click=hide><Icon name="film" />"Best-known films"</a>
        <a class="menu-item" href="/tags" on:click=hide><Icon name="rows" />"Tags"</a>
        <a class="menu-item" href=MATCHES on:click=hide><Icon name="check" />"To be checked"</a>
        <a class="menu-item" href="/trash" on:click=hide><Icon name="trash" />"Trash"</a>
        <a class="menu-item" href=IMPORTS on:click=hide><Icon name="down-long" />"Import and export"</a>
        <a class="menu-item" href="/api/docs" target="_blank"><Icon name="book" />"API documentation"</a>
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
