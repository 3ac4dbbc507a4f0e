//! The trash: deleted films, for as long as they can be restored.

use crate::base::routes::Route;
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::library::context::use_actions;
use crate::library::context::use_library_state;
use crate::library::poster::Poster;
use crate::lists::listing::{Fetch, Item, Listing};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, live, words};
use crate::ui::notice::Notice;
use domain::library::movies::{MovieSummary, TRASH_DAYS};
use domain::times::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The trash's page.
#[component]
pub fn TrashPage() -> impl IntoView {
    browser::set_title("Trash");
    let api = use_api();
    let list = PagedList::of_route(Route::Trash, move || {
        let fetch: Fetch<MovieSummary> = Rc::new(move |page| Box::pin(async move { api.list_trash(&page).await }));
        ("/trash".to_owned(), fetch)
    });
    let (listing, erasing) = (list.listing, RwSignal::new(None::<MovieSummary>));
    use_library_state().on_change(move |_| listing.refresh());
    let count = move || listing.total().filter(|total| *total > 0).map(counts::films);
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Trash"</h1>
            <p class="page-count" role="status">{words(count)}</p>
        </div>
        <ListStatus list loading=loading_text empty=|| view! {
            <Notice icon="trash" title="The trash is empty" text="Deleted films stay here for 30 days, with their watches, in case you want them back." />
        } />
        <ul class="trash" id="trash-list">
            <Each parts=listing.parts(move |movie| view! { <TrashRow movie erasing /> }.into_any()) />
        </ul>
        <More list />
        <EraseQuestion erasing listing />
    }
}

#[component]
fn TrashRow(movie: RwSignal<MovieSummary>, erasing: RwSignal<Option<MovieSummary>>) -> impl IntoView {
    let actions = use_actions();
    let id = movie.with_untracked(|movie| movie.id);
    let title = move || movie.with(|movie| movie.title.clone());
    let poster = Memo::new(move |_| movie.with(|movie| movie.poster_url.clone()));
    let left = move || movie.with(|movie| movie.deleted_at).map(|deleted| days_left(deleted, browser::now()));
    view! {
        <li class="trash-row">
            <div class="trash-poster"><Poster id title=Signal::derive(title) url=poster /></div>
            <div class="trash-text">
                <h2 dir="auto">{words(title)}</h2>
                <p class="film-meta">
                    <span>{words(move || movie.with(|movie| movie.year.map(|year| format!("{year} · "))))}{words(left)}</span>
                </p>
            </div>
            <div class="trash-actions">
                <button type="button" class="button" aria-label=move || format!("Restore {}", title())
                    on:click=move |_| actions.restore(movie.with_untracked(|movie| movie.id))>
                    <Icon name="undo" />"Restore"
                </button>
                <button type="button" class="button is-quiet-danger" aria-label=move || format!("Delete permanently: {}", title())
                    on:click=move |_| erasing.set(Some(movie.get_untracked()))>
                    <Icon name="trash" />"Delete permanently"
                </button>
            </div>
        </li>
    }
}

#[component]
fn EraseQuestion(erasing: RwSignal<Option<MovieSummary>>, listing: Listing<MovieSummary>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let close = Callback::new(move |()| erasing.set(None));
    let erase = move |movie: MovieSummary| {
        erasing.set(None);
        spawn_local(async move {
            match api.erase_movie(movie.id).await {
                Ok(()) => {
                    listing.remove(movie.key());
                    toasts.say(format!("{} deleted permanently", quoted(&movie.title)));
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    };
    live(move || {
        erasing.get().map(|movie| {
        let text = format!("{} and its watches will be deleted. This can’t be undone.", quoted(&movie.title));
        let movie = StoredValue::new(movie);
        view! {
            <Confirm title="Delete permanently?" text action="Delete permanently" on_cancel=close on_confirm=move |()| erase(movie.get_value()) />
        }
    })
    })
}

/// How much longer a deleted film can be restored.
fn days_left(deleted_at: Timestamp, now: Timestamp) -> String {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let left = deleted_at.as_millis() + TRASH_DAYS * DAY - now.as_millis();
    match (left + DAY - 1).div_euclid(DAY) {
        ..=0 => "About to be deleted".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_left_in_the_bin_count_the_one_that_has_begun() {
        let deleted = Timestamp::from_millis(1_700_000_000_000);
        let after = |seconds| days_left(deleted, deleted.plus_seconds(seconds));
        assert_eq!(after(0), "30 days left");
        assert_eq!(after(1), "30 days left");
        assert_eq!(after(29 * 86_400 + 1), "1 day left");
        assert_eq!(after(30 * 86_400), "About to be deleted");
    }
}
