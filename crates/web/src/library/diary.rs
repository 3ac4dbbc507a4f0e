//! The diary: all watches, the newest first.

mod calendar;
mod filters;
mod months;
mod row;
mod view;

use crate::base::routes::Route;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::library::context::{use_actions, use_library_state};
use crate::library::drafts::{self, Subject};
use crate::library::movie::WatchForm;
use crate::lists::listing::Fetch;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList};
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use crate::ui::notice::Notice;
use calendar::Calendar;
use domain::library::watches::Watch;
use domain::library::watches_query::WatchesQuery;
use domain::pages::PageQuery;
use filters::DiaryFilters;
use leptos::prelude::*;
use leptos::task::spawn_local;
use months::by_month;
use row::DiaryRow;
use std::rc::Rc;
use view::{Address, DIARY, View};

/// The diary's page.
#[component]
pub fn DiaryPage() -> impl IntoView {
    browser::set_title("Diary");
    let api = use_api();
    let navigation = use_navigation();
    let address = Memo::new(move |_| Address::of(&navigation.location()));
    let query = Memo::new(move |_| address.with(|address| address.query.clone()));
    let list = PagedList::of_route(Route::Diary, move || {
        let query = query.get();
        let name = Address { query: query.clone(), ..Address::default() }.to_url();
        let fetch: Fetch<Watch> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { api.list_watches(&query, &page).await })
        });
        (name, fetch)
    });
    let is_filtered = move || query.with(|query| *query != WatchesQuery::default());
    let listing = list.listing;
    use_library_state().on_change(move |_| listing.refresh());
    let actions = use_actions();
    let count = move || listing.total().filter(|total| *total > 0).map(counts::watches);
    let is_calendar = move || address.with(|address| address.view == View::Calendar);
    let edited = RwSignal::new(None::<Watch>);
    reopen(edited);
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Diary"</h1>
            <p class="page-count" role="status">{words(count)}</p>
            <div class="page-actions"><ViewSwitch address /></div>
        </div>
        <When holds=move || is_filtered() || listing.total().is_some_and(|total| total > 0)>
            <DiaryFilters address />
        </When>
        <When holds=is_calendar otherwise=move || view! { <WatchList list edited is_filtered=Signal::derive(is_filtered) /> }>
            <Calendar address />
        </When>
        {live(move || edited.get().map(|watch| {
            let movie = watch.movie.id;
            view! { <WatchForm movie watch on_close=move |()| edited.set(None) on_saved=move |()| actions.refresh(movie) /> }
        }))}
    }
}

/// The watches one below the other, by month.
#[component]
fn WatchList(list: PagedList<Watch>, edited: RwSignal<Option<Watch>>, is_filtered: Signal<bool>) -> impl IntoView {
    let listing = list.listing;
    let months = move || by_month(listing.rows().into_iter().map(|row| row.item.get()).collect());
    let on_edit = Callback::new(move |watch: Watch| edited.set(Some(watch)));
    view! {
        <ListStatus list loading=|| view! { <DiarySkeleton /> } empty=move || if is_filtered.get() {
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
                    <ul>{watches.into_iter().map(|watch| view! { <DiaryRow watch on_edit /> }).collect_view()}</ul>
                </section>
            }).collect_view())}
        </div>
        <More list />
    }
}

#[component]
fn ViewSwitch(address: Memo<Address>) -> impl IntoView {
    let link = move |view: View, icon: &'static str, name: &'static str| {
        let current = move || (address.with(|address| address.view) == view).then_some("true");
        view! {
            <a
                class="icon-button"
                href=move || address.get().shown_as(view).to_url()
                aria-label=name
                title=name
                aria-current=current
            >
                <Icon name=icon />
            </a>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="View">
            {link(View::List, "rows", "List")}
            {link(View::Calendar, "calendar", "Calendar")}
        </div>
    }
}

/// Opens the dialog again in which a watch was edited before the page was loaded.
fn reopen(edited: RwSignal<Option<Watch>>) {
    let api = use_api();
    let of_watch = |subject| if let Subject::Watch(movie, Some(watch)) = subject { Some((movie, watch)) } else { None };
    let Some((movie, watch)) = drafts::subjects().into_iter().find_map(of_watch) else { return };
    spawn_local(async move {
        let page = api.list_movie_watches(movie, &PageQuery::default()).await;
        let found = page.ok().and_then(|page| page.items.into_iter().find(|item| item.id == watch));
        if found.is_some() {
            edited.try_set(found);
        }
    });
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
