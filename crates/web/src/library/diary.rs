//! The diary: all watches, the newest first.

mod filters;
mod months;

use crate::base::routes::{Route, movie_url};
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::library::context::use_library_state;
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::library::watch_details::{watch_circumstances, watch_marks};
use crate::lists::listing::Fetch;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList};
use crate::ui::live::{When, live, words};
use crate::ui::notice::Notice;
use domain::library::watches::Watch;
use domain::library::watches_query::WatchesQuery;
use domain::queries::ListQuery;
use filters::{DIARY, DiaryFilters, diary_url};
use leptos::prelude::*;
use months::by_month;
use std::rc::Rc;

/// The diary's page.
#[component]
pub fn DiaryPage() -> impl IntoView {
    browser::set_title("Diary");
    let api = use_api();
    let navigation = use_navigation();
    let query = Memo::new(move |_| WatchesQuery::parse_with(&navigation.location().query, |_, _, _| true).0);
    let list = PagedList::of_route(Route::Diary, move || {
        let query = query.get();
        let name = diary_url(&query);
        let fetch: Fetch<Watch> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { api.list_watches(&query, &page).await })
        });
        (name, fetch)
    });
    let is_filtered = move || query.with(|query| *query != WatchesQuery::default());
    let listing = list.listing;
    use_library_state().on_change(move |_| listing.refresh());
    let months = move || by_month(listing.rows().into_iter().map(|row| row.item.get()).collect());
    let count = move || listing.total().filter(|total| *total > 0).map(counts::watches);
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Diary"</h1>
            <p class="page-count" role="status">{words(count)}</p>
        </div>
        <When holds=move || is_filtered() || listing.total().is_some_and(|total| total > 0)>
            <DiaryFilters query />
        </When>
        <ListStatus list loading=|| view! { <DiarySkeleton /> } empty=move || if is_filtered() {
            view! {
                <Notice icon="search" title="No watches found" text="No watches match these filters.">
                    <a class="button" href=DIARY>"Clear filters"</a>
                </Notice>
            }
            .into_any()
        } else {
            view! {
                <Notice icon="calendar" title="Nothing watched yet" text="Films you watch appear here by date. Choose “Log” on a film, or add a watch on its page.">
                    <a class="button is-primary" href="/movies">"Browse films"</a>
                </Notice>
            }
            .into_any()
        } />
        <div class="diary" id="diary">
            {live(move || months().into_iter().map(|(month, watches)| view! {
                <section class="diary-month">
                    <h2>{month}</h2>
                    <ul>{watches.into_iter().map(|watch| view! { <DiaryRow watch /> }).collect_view()}</ul>
                </section>
            }).collect_view())}
        </div>
        <More list />
    }
}

#[component]
fn DiaryRow(watch: Watch) -> impl IntoView {
    let (day, full) = match watch.watched_on {
        Some(date) => {
            (date.day().map_or_else(|| "–".to_owned(), |day| day.day().to_string()), watch_dates::in_words(date))
        }
        None => ("–".to_owned(), "Date unknown".to_owned()),
    };
    view! {
        <li class="diary-row">
            <span class="diary-day">
                <span aria-hidden="true">{day}</span><span class="visually-hidden">{full}</span>
            </span>
            <div class="diary-poster"><Poster id=watch.movie.id title=watch.movie.title.clone() /></div>
            <div class="diary-text">
                <h3><a href=movie_url(watch.movie.id) dir="auto">{watch.movie.title.clone()}</a></h3>
                <p class="film-meta"><span>{watch.movie.year.map(|year| year.to_string())}</span>{watch_marks(&watch)}</p>
                {watch_circumstances(&watch)}
                {watch.comment.map(|comment| view! { <p class="diary-comment" dir="auto">{comment}</p> })}
            </div>
        </li>
    }
}

#[component]
fn DiarySkeleton() -> impl IntoView {
    let row = || {
        view! {
            <li class="diary-row is-skeleton">
                <span class="diary-day"></span>
                <div class="diary-poster"><div class="poster"></div></div>
                <div class="diary-text"><div class="skeleton-line"></div><div class="skeleton-line is-short"></div></div>
            </li>
        }
    };
    view! {
        <p class="visually-hidden" role="status">"Loading the diary…"</p>
        <div class="diary" aria-hidden="true"><ul>{(0..8).map(|_| row()).collect_view()}</ul></div>
    }
}
