//! A film's watches, on its own page.

use super::watch_form::WatchForm;
use crate::base::routes::{Route, movie_url};
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::counts;
use crate::library::context::use_actions;
use crate::library::context::use_library_state;
use crate::library::drafts::{self, Subject};
use crate::library::state::Change;
use crate::library::watch_dates;
use crate::library::watch_details::{watch_circumstances, watch_marks};
use crate::lists::listing::{Fetch, Listing, Phase};
use crate::lists::more::More;
use crate::lists::paged_list::PagedList;
use crate::ui::button::{Button, IconButton};
use crate::ui::icon::Icon;
use crate::ui::live::{Each, When, live, words};
use crate::ui::markdown::markdown;
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use domain::library::watches::Watch;
use domain::pages::PageQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The dialog that is open.
#[derive(Clone, PartialEq)]
enum WatchDialog {
    Add,
    Edit(Watch),
}

/// All watches of the film, to add to, change and delete.
#[component]
pub fn Watches(movie: Memo<MovieSummary>) -> impl IntoView {
    let api = use_api();
    let id = movie.with_untracked(|movie| movie.id);
    let list = PagedList::of_route(Route::Movie(id), move || {
        let fetch: Fetch<Watch> = Rc::new(move |page| Box::pin(async move { api.list_movie_watches(id, &page).await }));
        (movie_url(id), fetch)
    });
    let listing = list.listing;
    use_library_state().on_change(move |change| {
        if matches!(change, Change::Changed(changed, _) if changed.id == id) {
            listing.refresh();
        }
    });
    let dialog = RwSignal::new(None::<WatchDialog>);
    reopen(id, dialog);
    let failure = move || if let Phase::Failed(reason) = listing.phase() { Some(reason) } else { None };
    let none = move || listing.total() == Some(0);
    view! {
        <section class="film-page-section" aria-labelledby="watches-title">
            <div class="section-header">
                <h2 id="watches-title">
                    {words(move || listing.total().filter(|total| *total > 0).map_or_else(|| "Watches".to_owned(), counts::watches))}
                </h2>
                <button type="button" id="add-watch" class="button" on:click=move |_| dialog.set(Some(WatchDialog::Add))>
                    <Icon name="plus" />"Add a watch"
                </button>
            </div>
            {live(move || failure().map(|reason| view! {
                <div class="alert" role="alert">
                    <p>{reason}</p>
                    <Button text="Try again" on_press=move |()| listing.retry() />
                </div>
            }))}
            <When holds=none><p class="quiet">"You haven’t watched it yet."</p></When>
            <ul class="watches timeline" id="watch-list">
                <Each parts=listing.parts(move |watch| view! { <WatchRow watch dialog /> }.into_any()) />
            </ul>
            <More list />
            <Dialogs movie dialog listing />
        </section>
    }
}

/// Opens the dialog again in which something was typed before the page was loaded.
fn reopen(movie: MovieId, dialog: RwSignal<Option<WatchDialog>>) {
    let of_this = |subject| if let Subject::Watch(of, watch) = subject { (of == movie).then_some(watch) } else { None };
    match drafts::subjects().into_iter().find_map(of_this) {
        None => {}
        Some(None) => dialog.set(Some(WatchDialog::Add)),
        Some(Some(watch)) => {
            let api = use_api();
            spawn_local(async move {
                let page = api.list_movie_watches(movie, &PageQuery::default()).await;
                let found = page.ok().and_then(|page| page.items.into_iter().find(|item| item.id == watch));
                if let Some(found) = found {
                    dialog.try_set(Some(WatchDialog::Edit(found)));
                }
            });
        }
    }
}

#[component]
fn WatchRow(watch: RwSignal<Watch>, dialog: RwSignal<Option<WatchDialog>>) -> impl IntoView {
    let actions = use_actions();
    let day = move || {
        watch.with(|watch| {
            watch
                .watched_on
                .map_or_else(|| "Date unknown".to_owned(), |date| watch_dates::relative(date, browser::today()))
        })
    };
    let comment = move || watch.with(|watch| watch.comment.clone()).map(|comment| markdown(&comment));
    view! {
        <li class="watch timeline-item">
            <div class="watch-text">
                <p class="watch-line">
                    <span class="watch-day">{words(day)}</span>
                    {live(move || watch.with(watch_marks))}
                </p>
                {live(move || watch.with(watch_circumstances))}
                {live(comment)}
            </div>
            <div class="watch-actions">
                <IconButton icon="pencil" label=Signal::derive(move || format!("Edit the watch: {}", day())) on_press=move |()| dialog.set(Some(WatchDialog::Edit(watch.get_untracked()))) />
                <IconButton icon="trash" label=Signal::derive(move || format!("Delete the watch: {}", day())) on_press=move |()| watch.with_untracked(|watch| actions.delete_watch(watch.movie.id, watch.id)) />
            </div>
        </li>
    }
}

#[component]
fn Dialogs(movie: Memo<MovieSummary>, dialog: RwSignal<Option<WatchDialog>>, listing: Listing<Watch>) -> impl IntoView {
    let actions = use_actions();
    let id = movie.with_untracked(|movie| movie.id);
    let close = Callback::new(move |()| dialog.set(None));
    // The film's own page shows the latest day and the count.
    let changed = move || {
        spawn_local(async move {
            // Telling everyone brings this list up to date as well.
            if actions.show(id).await.is_err() {
                listing.refresh();
            }
        });
    };
    live(move || {
        dialog.get().map(|open| match open {
            WatchDialog::Add => view! { <WatchForm movie=id on_close=close on_saved=move |()| changed() /> }.into_any(),
            WatchDialog::Edit(watch) => {
                view! { <WatchForm movie=id watch on_close=close on_saved=move |()| changed() /> }.into_any()
            }
        })
    })
}
