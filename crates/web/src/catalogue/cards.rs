//! Films as posters: one's own as everywhere, and others that can be logged and put on the watchlist.

use super::adding::Adding;
use crate::kit::browser;
use crate::library::context::use_library_state;
use crate::library::movies::Card;
use crate::library::poster::Poster;
use crate::library::state::Change;
use crate::ui::button::IconButton;
use crate::ui::live::{Each, Part};
use domain::catalogue::movies::CatalogueMovie;
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// The films as posters.
#[component]
pub fn FilmGrid(#[prop(into)] films: Signal<Vec<CatalogueMovie>>, label: &'static str) -> impl IntoView {
    let adding = Adding::new();
    let parts = move || {
        films.with(|films| {
            keep_focus(films);
            let part = |film: &CatalogueMovie| {
                let film = film.clone();
                // A film becomes another card when it becomes one's own; two of the catalogue may lead to the same one.
                let own = film.movie.as_ref().map_or(0, |movie| movie.id.0.as_u128());
                let key = own ^ key_of(&film.id);
                Part::new(key, move || match film.movie.clone() {
                    Some(movie) => view! { <OwnCard movie=*movie /> }.into_any(),
                    None => view! { <NewCard film=film.clone() adding /> }.into_any(),
                })
            };
            films.iter().map(part).collect::<Vec<_>>()
        })
    };
    view! {
        <ul class="grid" data-arrows="" tabindex="0" aria-label=label>
            <Each parts=Signal::derive(parts) />
        </ul>
    }
}

/// A number for a film by its ID, always the same.
pub fn key_of(id: &str) -> u128 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish().into()
}

/// Gives the focus back when the card that has it becomes another one. It is asked before the cards change.
fn keep_focus(films: &[CatalogueMovie]) {
    let card = browser::focused().and_then(|it| it.closest("li[data-film]").ok().flatten());
    let Some(focused) = card.and_then(|card| card.get_attribute("data-film")) else { return };
    let Some(movie) = films.iter().find(|it| it.id == focused).and_then(|it| it.movie.as_ref()) else { return };
    let link = format!(".film-title a[href='/movies/{}']", movie.id);
    request_animation_frame(move || {
        if let Some(link) = browser::find(&link) {
            browser::focus(&link);
        }
    });
}

#[component]
fn OwnCard(movie: MovieSummary) -> impl IntoView {
    let id = movie.id;
    let movie = RwSignal::new(movie);
    use_library_state().on_change(move |change| {
        if let Change::Changed(changed, _) = change
            && changed.id == id
        {
            movie.set(*changed);
        }
    });
    view! { <Card movie /> }
}

#[component]
fn NewCard(film: CatalogueMovie, adding: Adding) -> impl IntoView {
    // Its drawn poster is always the same one.
    let id = MovieId(Uuid::from_u128(key_of(&film.id)));
    let (key, title) = (film.id.clone(), film.title.clone());
    let year = film.year.map(|year| year.to_string());
    let film = StoredValue::new(film);
    let (log, want) = (move || adding.log(film.get_value()), move || adding.want(film.get_value()));
    view! {
        <li class="film is-new" data-film=key>
            <div class="film-art"><Poster id title=title.clone() /></div>
            <h2 class="film-title">
                <button type="button" data-stop="" tabindex="-1" dir="auto" title="Log" on:click=move |_| log()>{title.clone()}</button>
            </h2>
            <p class="film-meta"><span>{year}</span></p>
            <div class="film-actions" role="group" aria-label=format!("Actions for {title}")>
                <IconButton key="l" icon="plus" label="Log" on_press=move |()| log() />
                <IconButton key="w" icon="bookmark" label="Add to watchlist" on_press=move |()| want() />
            </div>
        </li>
    }
}
