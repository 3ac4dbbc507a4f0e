//! The rows of an import, of all states or of one.

use super::matching::MatchDialog;
use super::open::OpenImport;
use super::row::RowLine;
use crate::base::routes::{Route, import_url, url};
use crate::context::use_navigation;
use crate::kit::counts::grouped;
use crate::lists::listing::{Fetch, Item};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::transfer::names::{all_rows, row_state, row_state_means, rows_in};
use crate::ui::button::Button;
use crate::ui::live::{Each, When, live, words};
use domain::queries::ListQuery;
use domain::transfer::imports::Import;
use domain::transfer::imports_query::RowsQuery;
use domain::transfer::rows::{ImportRow, RowState, RowsDraft};
use leptos::prelude::*;
use std::rc::Rc;

impl Item for ImportRow {
    fn key(&self) -> u128 {
        self.number.into()
    }
}

/// The order in which states are offered: first what somebody should see.
const STATES: [RowState; 6] = [
    RowState::NeedsLook,
    RowState::Ready,
    RowState::AlreadyThere,
    RowState::Repeated,
    RowState::LeftOut,
    RowState::Refused,
];

/// The rows, with the film that each means and whether it is taken.
#[component]
pub fn Rows(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let (navigation, id) = (use_navigation(), open.id);
    let state = Memo::new(move |_| navigation.location().value("state").and_then(RowState::from_name));
    let search = Memo::new(move |_| navigation.location().value("search").unwrap_or_default().to_owned());
    let list = PagedList::of_route(Route::Import(id), move || {
        let query = RowsQuery { state: state.get(), search: search.get() };
        let name = url(&import_url(id), query.to_pairs().iter().map(|(name, value)| (*name, value.as_str())));
        let fetch: Fetch<ImportRow> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { open.api().list_import_rows(id, &query, &page).await })
        });
        (name, fetch)
    });
    let listing = list.listing;
    let matching = RwSignal::new(None::<ImportRow>);
    let change = Callback::new(move |draft: RowsDraft| {
        open.act(async move { open.api().update_import_rows(id, &draft).await }, move || listing.refresh());
    });
    let chip = move |of: Option<RowState>| {
        let count = move || import.with(|import| of.map_or_else(|| all_rows(import), |state| rows_in(import, state)));
        let text = of.map_or("All", row_state);
        let href = url(&import_url(id), of.map(|state| ("state", state.as_str())));
        view! {
            <When holds=move || of.is_none() || count() != 0 || state.get() == of>
                <a class="chip" href=href.clone() aria-current=move || (state.get() == of).then_some("true")
                    on:click={
                        let href = href.clone();
                        move |event: web_sys::MouseEvent| {
                            // The rows change; the page stays where it is.
                            event.prevent_default();
                            navigation.push_in_place(&href);
                        }
                    }>
                    {text}" "<span class="chip-count">{words(move || grouped(count()))}</span>
                </a>
            </When>
        }
    };
    let find = move |text: String| {
        let query = RowsQuery { state: state.get_untracked(), search: text };
        let pairs = query.to_pairs();
        navigation.replace(&url(&import_url(id), pairs.iter().map(|(name, value)| (*name, value.as_str()))));
    };
    view! {
        <section class="transfer-section is-wide" aria-labelledby="rows-title">
            <h2 id="rows-title">"Rows"</h2>
            <div class="import-filter">
                <nav class="chips" aria-label="Rows by state">{std::iter::once(None).chain(STATES.map(Some)).map(chip).collect_view()}</nav>
                <span class="field import-search">
                    <input type="search" id="row-search" aria-label="Find rows" placeholder="Find rows" dir="auto" prop:value=search
                        on:change=move |event| find(event_target_value(&event)) />
                </span>
            </div>
            {live(move || state.get().map(|state| view! {
                <div class="import-state">
                    <p class="quiet">{row_state_means(state)}</p>
                    {matches!(state, RowState::Ready | RowState::NeedsLook).then(|| {
                        let all = move |taken| change.run(RowsDraft { state: Some(state), taken: Some(taken), ..RowsDraft::default() });
                        view! {
                            <Button text="Tick all" on_press=move |()| all(true) />
                            <Button text="Untick all" on_press=move |()| all(false) />
                        }
                    })}
                </div>
            }))}
            <ListStatus list loading=loading_text empty=|| view! { <p class="quiet" role="status">"No rows here."</p> } />
            <ul class="import-rows" id="import-rows">
                <Each parts=listing.parts(move |row| view! { <RowLine row change matching /> }.into_any()) />
            </ul>
            <More list />
            {live(move || matching.get().map(|row| view! { <MatchDialog row change on_close=move |()| matching.set(None) /> }))}
        </section>
    }
}
