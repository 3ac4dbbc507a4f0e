//! The buttons of one film.

use crate::library::context::use_actions;
use crate::library::context::use_library_state;
use crate::library::state::Open;
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// Log, the watchlist, edit and delete.
#[component]
pub fn MovieActions(movie: RwSignal<MovieSummary>) -> impl IntoView {
    let (actions, library) = (use_actions(), use_library_state());
    let title = move || movie.with(|movie| movie.title.clone());
    let wanted = move || movie.with(|movie| movie.on_watchlist);
    let watchlist_text = move || if wanted() { "Remove from watchlist" } else { "Add to watchlist" };
    let with_movie = move |open: fn(Box<MovieSummary>) -> Open| library.open(open(Box::new(movie.get_untracked())));
    view! {
        <div class="film-actions" role="group" aria-label=move || format!("Actions for {}", title())>
            <IconButton key="l" icon="plus" label="Log" on_press=move |()| with_movie(|movie| Open::Log(Some(movie))) />
            <button
                type="button"
                class="icon-button"
                aria-label="Watchlist"
                aria-keyshortcuts="w"
                tabindex="-1"
                title=watchlist_text
                aria-pressed=move || wanted().to_string()
                on:click=move |_| actions.set_watchlist(movie.get_untracked(), !movie.with_untracked(|movie| movie.on_watchlist))
            >
                {live(move || view! { <Icon name=if wanted() { "bookmark-full" } else { "bookmark" } /> })}
            </button>
            <IconButton key="e" icon="pencil" label="Edit" on_press=move |()| library.open(Open::Edit(movie.with_untracked(|movie| movie.id))) />
            <IconButton key="Delete" icon="trash" label="Delete" on_press=move |()| with_movie(Open::Delete) />
        </div>
    }
}
