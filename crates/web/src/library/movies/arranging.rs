//! Putting the watchlist in order, by dragging and by keyboard. Few visits do, so it is loaded with the rest of the
//! library.

use super::movie_list::{Mode, MovieList};
use crate::base::routes::Route;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::library::poster::Poster;
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, words};
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use domain::library::movies_query::{Sort, SortBy};
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The order of priority.
const PRIORITY: Sort = Sort { by: SortBy::Priority, descending: false };

/// The watchlist while it is put in order; copies are the same.
#[derive(Clone, Copy)]
struct Arranging {
    list: MovieList,
    /// The film that is being dragged.
    dragged: RwSignal<Option<MovieId>>,
    /// The film that it is over.
    over: RwSignal<Option<MovieId>>,
    said: RwSignal<String>,
    busy: RwSignal<bool>,
}

impl Arranging {
    /// The films that are shown, in their order.
    fn shown(self) -> Vec<MovieSummary> {
        let rows = untrack(move || self.list.films.listing.rows());
        rows.iter().map(|row| row.item.get_untracked()).collect()
    }
}

/// The films of the watchlist, each with what moves it. It ends when another order or page is asked for.
#[component]
pub fn ArrangeList(list: MovieList) -> impl IntoView {
    let (api, toasts, navigation) = (use_api(), use_toasts(), use_navigation());
    let this = Arranging {
        list,
        dragged: RwSignal::new(None),
        over: RwSignal::new(None),
        said: RwSignal::default(),
        busy: RwSignal::new(false),
    };
    let fits =
        Memo::new(move |_| list.address.with(|address| address.is_watchlist && address.query.order() == PRIORITY));
    Effect::new(move |fitted: Option<bool>| {
        // The order is asked for at the same time as this is shown.
        if fitted == Some(true) && !fits.get() {
            list.mode.set(Mode::Look);
        }
        fits.get()
    });
    on_cleanup(move || {
        if untrack(move || navigation.location().route()) != Route::Watchlist {
            list.mode.try_set(Mode::Look);
        }
    });
    let go = Callback::new(move |(id, index): (MovieId, usize)| {
        let shown = this.shown();
        let Some(movie) = shown.iter().find(|movie| movie.id == id).filter(|_| !this.busy.get_untracked()) else {
            return;
        };
        let rest: Vec<MovieId> = shown.iter().map(|movie| movie.id).filter(|other| *other != id).collect();
        let index = index.min(rest.len());
        let after = index.checked_sub(1).and_then(|before| rest.get(before).copied());
        let (etag, title) = (movie.etag(), movie.title.clone());
        this.busy.set(true);
        spawn_local(async move {
            match api.move_on_watchlist(id, after, Some(&etag)).await {
                Ok(_) => drop(this.said.try_set(format!("{title} is now number {}", index + 1))),
                Err(error) => toasts.fail(describe(&error)),
            }
            this.busy.try_set(false);
            list.films.listing.refresh();
        });
    });
    view! {
        <p class="quiet arrange-hint" id="arrange-hint">"Drag films, or use the arrow keys on a film’s handle. Home moves it to the top."</p>
        <p class="visually-hidden" role="status">{words(move || this.said.get())}</p>
        <ol class="arrange" id="arrange-list">
            <Each parts=list.films.listing.parts(move |movie| view! { <ArrangeRow this movie go /> }.into_any()) />
        </ol>
    }
}

#[component]
fn ArrangeRow(this: Arranging, movie: RwSignal<MovieSummary>, go: Callback<(MovieId, usize)>) -> impl IntoView {
    let id = movie.with_untracked(|movie| movie.id);
    let title = Memo::new(move |_| movie.with(|movie| movie.title.clone()));
    let poster = Memo::new(move |_| movie.with(|movie| movie.poster_url.clone()));
    let place = move || this.shown().iter().position(|movie| movie.id == id).unwrap_or(0);
    let about = move || {
        movie.with(|movie| {
            let runtime = movie.runtime_minutes.map(|minutes| format!("{minutes} min"));
            movie.year.map(|year| year.to_string()).into_iter().chain(runtime).collect::<Vec<_>>().join(" · ")
        })
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let Some(target) = target(&event.key(), place(), this.shown().len()) else { return };
        event.prevent_default();
        go.run((id, target));
        browser::focus_soon("#arrange-list :focus");
    };
    let drop_here = move |event: web_sys::DragEvent| {
        event.prevent_default();
        let dragged = this.dragged.get_untracked();
        this.dragged.set(None);
        this.over.set(None);
        if let Some(dragged) = dragged.filter(|dragged| *dragged != id) {
            go.run((dragged, place()));
        }
    };
    view! {
        <li
            class="arrange-row"
            draggable="true"
            class:is-dragged=move || this.dragged.get() == Some(id)
            class:is-over=move || this.over.get() == Some(id) && this.dragged.get() != Some(id)
            on:dragstart=move |_| this.dragged.set(Some(id))
            on:dragend=move |_| {
                this.dragged.set(None);
                this.over.set(None);
            }
            on:dragover=move |event| {
                event.prevent_default();
                this.over.set(Some(id));
            }
            on:drop=drop_here
        >
            <button
                type="button"
                class="icon-button arrange-handle"
                aria-label=move || format!("Move {}", title.get())
                aria-describedby="arrange-hint"
                on:keydown=press
            >
                <Icon name="rows" />
            </button>
            <div class="arrange-poster"><Poster id title url=poster /></div>
            <div class="arrange-text">
                <h2 dir="auto">{words(move || title.get())}</h2>
                <p class="film-meta"><span>{words(about)}</span></p>
            </div>
            <div class="arrange-steps">
                <IconButton icon="up-long" label=Signal::derive(move || format!("Move up: {}", title.get())) on_press=move |()| go.run((id, place().saturating_sub(1))) />
                <IconButton icon="down-long" label=Signal::derive(move || format!("Move down: {}", title.get())) on_press=move |()| go.run((id, place() + 1)) />
            </div>
        </li>
    }
}

/// Where a key moves the film at this place, of so many.
fn target(key: &str, place: usize, count: usize) -> Option<usize> {
    let target = match key {
        "ArrowUp" => place.checked_sub(1)?,
        "ArrowDown" => place + 1,
        "Home" => 0,
        "End" => count.checked_sub(1)?,
        _ => return None,
    };
    Some(target).filter(|target| *target < count && *target != place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_a_film_within_the_list() {
        let from = |key: &str, place| target(key, place, 3);
        assert_eq!(
            [from("ArrowUp", 1), from("ArrowDown", 1), from("Home", 2), from("End", 0)],
            [Some(0), Some(2), Some(0), Some(2)]
        );
        assert_eq!([from("ArrowUp", 0), from("ArrowDown", 2), from("Home", 0), from("x", 1)], [None; 4]);
    }
}
