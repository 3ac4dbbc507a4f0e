//! What stands between the filters and the order: saved views, choosing films, and what there is to do with a
//! watchlist. It is loaded with the rest of the library.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

mod common;
mod pick;
mod releases;
mod view_dialogs;
mod views;

use super::asking::Asking;
use super::movie_list::Mode;
use crate::ui::icon::Icon;
use crate::ui::live::When;
use common::CommonSelect;
use domain::library::movies_query::{Sort, SortBy};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use pick::PickButton;
use releases::Releases;
use views::ViewChips;

/// Makes the tools.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
pub fn tools(asking: Asking) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Tools asking /> }.into_any())
}

#[component]
fn Tools(asking: Asking) -> impl IntoView {
    let is_watchlist = move || asking.list.address.with(|address| address.is_watchlist);
    view! {
        <ModeButton asking mode=Mode::Choose id="select-films" icon="check" text="Select" />
        <When holds=is_watchlist>
            <ModeButton asking mode=Mode::Arrange id="arrange-films" icon="rows" text="Arrange" />
            <PickButton asking />
            <CommonSelect asking />
            <Releases asking />
        </When>
        <ViewChips asking />
    }
}

/// Turns a mode of the list on and off.
#[component]
fn ModeButton(asking: Asking, mode: Mode, id: &'static str, icon: &'static str, text: &'static str) -> impl IntoView {
    let now = asking.list.mode;
    let press = move |_| {
        let next = if now.get_untracked() == mode { Mode::Look } else { mode };
        now.set(next);
        if next == Mode::Arrange {
            asking.ask(|query| query.sort = Some(Sort { by: SortBy::Priority, descending: false }));
        }
    };
    view! {
        <button type="button" class="chip" id=id aria-pressed=move || (now.get() == mode).to_string() on:click=press>
            <Icon name=icon />{text}
        </button>
    }
}
