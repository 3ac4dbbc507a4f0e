//! Films as posters that can be chosen.

use super::{Choosing, keys};
use crate::library::poster::Poster;
use crate::ui::live::{Each, words};
use crate::ui::stars::Stars;
use domain::library::movies::MovieSummary;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// The films as posters with a mark each; a press anywhere on a film chooses it.
#[component]
pub fn ChoiceGrid(choosing: Choosing) -> impl IntoView {
    let listing = choosing.list().films.listing;
    view! {
        <ul class="grid is-choosing" id="movie-grid" on:keydown=move |event| keys::press(choosing, &event)>
            <Each parts=listing.parts(move |movie| view! { <ChoiceCard choosing movie /> }.into_any()) />
        </ul>
    }
}

#[component]
fn ChoiceCard(choosing: Choosing, movie: RwSignal<MovieSummary>) -> impl IntoView {
    let id = movie.with_untracked(|movie| movie.id);
    let title = Memo::new(move |_| movie.with(|movie| movie.title.clone()));
    let poster = Memo::new(move |_| movie.with(|movie| movie.poster_url.clone()));
    let year = move || movie.with(|movie| movie.year.map(|year| year.to_string()));
    let rating = Signal::derive(move || movie.with(|movie| movie.rating.map_or(0, Rating::half_stars)));
    view! {
        <li class="film" class:is-chosen=move || choosing.has(id)>
            <div class="film-art"><Poster id title url=poster /></div>
            <ChoiceMark choosing movie />
            <h2 class="film-title" dir="auto">{words(move || title.get())}</h2>
            <p class="film-meta"><span>{words(year)}</span><Stars value=rating /></p>
        </li>
    }
}

/// The box that chooses a film.
#[component]
pub fn ChoiceMark(choosing: Choosing, movie: RwSignal<MovieSummary>) -> impl IntoView {
    let id = movie.with_untracked(|movie| movie.id);
    let name = move || {
        movie.with(|movie| match movie.year {
            Some(year) => format!("Select {} ({year})", movie.title),
            None => format!("Select {}", movie.title),
        })
    };
    let is_stop = Memo::new(move |_| {
        let rows = choosing.list().films.listing.rows();
        let is_shown = |id| rows.iter().any(|row| row.key == id);
        let stop = choosing.stop.get().map(|id| id.0.as_u128()).filter(|key| is_shown(*key));
        stop.or(rows.first().map(|row| row.key)) == Some(id.0.as_u128())
    });
    view! {
        <label class="choose-mark">
            <input
                type="checkbox"
                class="choose-box"
                id=format!("choose-{id}")
                aria-label=name
                tabindex=move || if is_stop.get() { "0" } else { "-1" }
                prop:checked=move || choosing.has(id)
                on:focus=move |_| choosing.stop.set(Some(id))
                on:click=move |event| {
                    choosing.press(id, event.shift_key());
                    // A range leaves it chosen, whatever the browser made of the press.
                    event_target::<web_sys::HtmlInputElement>(&event).set_checked(untrack(|| choosing.has(id)));
                }
            />
        </label>
    }
}
