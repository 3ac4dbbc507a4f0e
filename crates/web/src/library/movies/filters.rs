//! The row above the films: which are shown, the filters that are set, and the order.

use super::address::{SORTS, STATUSES, direction};
use super::asking::Asking;
use super::filter_panel;
use super::movie_list::MovieList;
use super::tools;
use crate::ui::icon::Icon;
use crate::ui::lazy::lazy;
use crate::ui::live::{When, live};
use crate::ui::select::{Choice, Select};
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::queries::ListQuery;
use leptos::prelude::*;

/// Which films are shown, and in which order.
#[component]
pub fn Filters(list: MovieList) -> impl IntoView {
    let asking = Asking::of(list);
    let open = RwSignal::new(false);
    let count = move || asking.query(filter_count);
    view! {
        <div class="filters">
            <When holds=move || !list.address.with(|address| address.is_watchlist)><StatusChips asking /></When>
            <button
                type="button"
                class="chip"
                id="filters-toggle"
                aria-expanded=move || open.get().to_string()
                aria-controls="filter-panel"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="sliders" />"Filters "
                {live(move || (count() > 0).then(|| view! { <span class="badge">{count()}</span> }))}
            </button>
            <div class="tools">
                {lazy(|| Box::pin(tools::load()), move || Box::pin(tools::tools(asking)), |_| ().into_any())}
            </div>
            <SortSelect asking />
        </div>
        <div id="filter-panel" class="filter-panel" hidden=move || !open.get()>
            <When holds=move || open.get()>
                {lazy(
                    || Box::pin(filter_panel::load()),
                    move || Box::pin(filter_panel::panel(asking)),
                    |trouble| trouble.unwrap_or_else(|| view! { <p role="status">"Loading…"</p> }.into_any()),
                )}
            </When>
        </div>
        <SetFilters asking />
    }
}

/// The filters that are set. Their row is as high while the code comes.
#[component]
fn SetFilters(asking: Asking) -> impl IntoView {
    view! {
        <When holds=move || asking.query(filter_count) != 0>
            {lazy(
                || Box::pin(filter_panel::load_set_filters()),
                move || Box::pin(filter_panel::set_filters(asking)),
                |_| view! { <div class="set-filters"></div> }.into_any(),
            )}
        </When>
    }
}

/// How many filters are set besides search and status.
fn filter_count(query: &MoviesQuery) -> usize {
    const OTHERS: [&str; 5] = ["search", "status", "sort", "genre_match", "tag_match"];
    query.to_pairs().iter().filter(|(name, _)| !OTHERS.contains(name)).count()
}

#[component]
fn StatusChips(asking: Asking) -> impl IntoView {
    let chip = move |(status, name): (Option<Status>, &'static str)| {
        let pressed = move || (asking.query(|query| query.status) == status).to_string();
        view! {
            <button type="button" class="chip" aria-pressed=pressed on:click=move |_| asking.ask(|query| query.status = status)>
                {name}
            </button>
        }
    };
    view! { <div class="chips" role="group" aria-label="Show">{STATUSES.map(chip).collect_view()}</div> }
}

#[component]
fn SortSelect(asking: Asking) -> impl IntoView {
    let sort = move || asking.query(MoviesQuery::order);
    let name = |by: SortBy| Sort { by, descending: false }.to_string();
    let choices = move || -> Vec<Choice> {
        let fits = |by: SortBy| match by {
            SortBy::Relevance => asking.query(MoviesQuery::is_search),
            SortBy::Watchlisted | SortBy::Priority => asking.query(|query| query.status) == Some(Status::Watchlist),
            _ => true,
        };
        SORTS.iter().filter(|(by, _)| fits(*by)).map(|(by, text)| (name(*by), (*text).to_owned())).collect()
    };
    let turned = move || if sort().descending { "down-long" } else { "up-long" };
    view! {
        <span class="sort">
            <span class="sort-label" aria-hidden="true">"Sort by"</span>
            <Select
                label="Sort by"
                id="sort-by"
                value=Signal::derive(move || name(sort().by))
                choices=Signal::derive(choices)
                on_change=move |chosen: String| {
                    if let Ok(chosen) = chosen.parse::<Sort>() {
                        asking.go(&asking.list.address.get_untracked().sorted_by(chosen.by));
                    }
                }
            />
            <When holds=move || sort().by != SortBy::Relevance>
                <button
                    type="button"
                    class="chip is-icon"
                    id="sort-direction"
                    aria-label=move || format!("Order: {}. Reverse", direction(sort()))
                    title=move || direction(sort())
                    on:click=move |_| asking.go(&asking.list.address.get_untracked().sorted_by(sort().by))
                >
                    {live(move || view! { <Icon name=turned() /> })}
                </button>
            </When>
        </span>
    }
}
