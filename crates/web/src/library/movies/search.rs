//! The search box.

use crate::context::use_navigation;
use crate::kit::browser;
use crate::library::context::use_movie_list;
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::live::{When, effect};
use leptos::ev;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must rest before it is searched for.
const TYPING_RESTS: Duration = Duration::from_millis(250);

/// Searches the films while one types; `/` comes here, Escape clears.
#[component]
pub fn SearchBox() -> impl IntoView {
    let (list, navigation) = (use_movie_list(), use_navigation());
    let node = NodeRef::<html::Input>::new();
    let asked = move || list.address.with(|address| address.query.search.clone());
    let text = RwSignal::new(untrack(asked));
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = pending.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let search_now = move || {
        stop();
        let wanted = text.get_untracked().trim().to_owned();
        if wanted != untrack(asked) {
            navigation.replace(&list.address.get_untracked().with(|query| query.search = wanted).to_url());
        }
    };
    let search_soon = move || {
        stop();
        pending.set_value(set_timeout_with_handle(search_now, TYPING_RESTS).ok());
    };
    // Going back brings the search of that time into the box, unless somebody types just now.
    effect(move || {
        let asked = asked();
        let idle = pending.with_value(Option::is_none);
        if idle && text.with_untracked(|text| text.trim() != asked) {
            text.set(asked);
        }
    });
    let clear = move || {
        text.set(String::new());
        search_now();
    };
    focus_on_slash(node);
    on_cleanup(stop);
    view! {
        <form class="search" role="search" on:submit=move |event| {
            event.prevent_default();
            search_now();
        }>
            <Icon name="search" />
            <label class="visually-hidden" for="search">"Search your films"</label>
            <input
                node_ref=node
                id="search"
                type="text"
                inputmode="search"
                enterkeyhint="search"
                placeholder="Search your films"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                maxlength="300"
                prop:value=move || text.get()
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    search_soon();
                }
                on:keydown=move |event| if event.key() == "Escape" {
                    event.prevent_default();
                    clear();
                }
            />
            <When
                holds=move || !text.with(String::is_empty)
                otherwise=|| view! { <kbd aria-hidden="true" title="Press / to search">"/"</kbd> }
            >
                <IconButton icon="x" label="Clear search" on_press=move |()| {
                    clear();
                    if let Some(input) = node.get_untracked() {
                        browser::focus(&input);
                    }
                } />
            </When>
        </form>
    }
}

fn focus_on_slash(node: NodeRef<html::Input>) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let meant = event.key() == "/" && browser::is_shortcut(&event);
        if let Some(input) = node.get_untracked().filter(|_| meant) {
            event.prevent_default();
            let _ = input.focus();
            input.select();
        }
    });
    on_cleanup(move || listener.remove());
}
