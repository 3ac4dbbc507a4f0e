//! A film that one may love, and what can be done with it.

use super::reasons::{Told, told};
use crate::base::routes::movie_url;
use crate::kit::dates;
use crate::library::film_line::drawn_as;
use crate::library::poster::Poster;
use crate::ui::icon::Icon;
use domain::catalogue::discoveries::Discovery;
use domain::catalogue::movies::CatalogueMovie;
use leptos::prelude::*;

/// What can be done with a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Putting it on the watchlist.
    Want,
    /// Logging it.
    Log,
    /// Not being shown it again.
    Dismiss,
}

/// What tells the card of a film from others.
pub fn key_of(film: &CatalogueMovie) -> u128 {
    // IDs have at most twelve characters.
    film.id.bytes().take(16).fold(0, |key, byte| key << 8 | u128::from(byte))
}

/// A film with its reason and its buttons.
#[component]
pub fn Card(it: Discovery, act: Callback<(Act, CatalogueMovie)>) -> impl IntoView {
    let film = it.movie;
    let reasons = told(&it.because).into_iter().map(|it| view! { <Reason it /> }).collect_view();
    let original = film.original_title.clone().filter(|title| *title != film.title);
    let facts = [(!film.genres.is_empty()).then(|| film.genres.join(", ")), film.runtime_minutes.map(dates::runtime)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let directors = (!film.directors.is_empty()).then(|| film.directors.join(", "));
    let title = film.title.clone();
    let kept = StoredValue::new(film.clone());
    let button = move |what: Act, icon: &'static str, text: &'static str, label: String| {
        view! {
            <button type="button" class="button" aria-label=label
                on:click=move |_| act.run((what, kept.get_value()))>
                <Icon name=icon />{text}
            </button>
        }
    };
    view! {
        <li class="discover-card">
            <div class="discover-art"><Poster id=drawn_as(film.imdb_id.as_deref()) title=title.clone() /></div>
            <div class="discover-text">
                <h2 tabindex="-1"><bdi>{title.clone()}</bdi>{film.year.map(|year| view! { " " <span>{year}</span> })}</h2>
                {original.map(|title| view! { <p class="discover-original" dir="auto">{title}</p> })}
                <p class="discover-facts">{facts.join(" · ")}</p>
                {directors.map(|names| view! { <p class="discover-facts">"Directed by "<bdi>{names}</bdi></p> })}
                <ul class="discover-because" role="list">{reasons}</ul>
            </div>
            <div class="discover-actions">
                {button(Act::Want, "bookmark", "Add to watchlist", format!("Add to watchlist: {title}"))}
                {button(Act::Log, "plus", "Log", format!("Log {title}"))}
                {button(Act::Dismiss, "x", "Not for me", format!("Not for me: {title}"))}
            </div>
        </li>
    }
}

#[component]
fn Reason(it: Told) -> impl IntoView {
    view! {
        <li>
            "Because you loved "<a href=movie_url(it.movie) dir="auto">{it.title}</a>": "{it.before}<bdi>{it.names}</bdi>
        </li>
    }
}
