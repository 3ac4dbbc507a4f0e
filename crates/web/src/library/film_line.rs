//! A film in a line.

use crate::kit::dates;
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::ui::stars::Stars;
use domain::catalogue::movies::{CatalogueMovie, imdb_number};
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use domain::library::ratings::Rating;
use leptos::prelude::*;
use uuid::Uuid;

/// A film in a line: poster, title, year, and what one knows of it.
#[component]
pub fn FilmLine(movie: MovieSummary) -> impl IntoView {
    let seen = match (movie.watched_on, movie.watch_count) {
        (Some(date), _) => Some(format!("Watched {}", watch_dates::in_short(date))),
        (None, 0) => movie.on_watchlist.then(|| "On your watchlist".to_owned()),
        (None, _) => Some("Watched".to_owned()),
    };
    let rating = movie.rating.map_or(0, Rating::half_stars);
    let year = movie.year.map(|year| year.to_string());
    view! {
        <Line id=movie.id title=movie.title year url=movie.poster_url>{seen}<Stars value=Signal::stored(rating) /></Line>
    }
}

/// What is known of a film that isn't one's own yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewFilm {
    /// Its title.
    pub title: String,
    /// Its title where it comes from, if that is another one.
    pub original_title: String,
    /// Its year, as it is written.
    pub year: String,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Its ID at IMDb.
    pub imdb_id: String,
}

impl From<CatalogueMovie> for NewFilm {
    fn from(film: CatalogueMovie) -> Self {
        Self {
            title: film.title,
            original_title: film.original_title.unwrap_or_default(),
            year: film.year.map(|year| year.to_string()).unwrap_or_default(),
            runtime_minutes: film.runtime_minutes,
            directors: film.directors,
            imdb_id: film.imdb_id.unwrap_or_default(),
        }
    }
}

/// What stands for a film's ID until it is one's own: its drawn poster is always the same one.
pub fn drawn_as(imdb_id: Option<&str>) -> MovieId {
    MovieId(Uuid::from_u128(imdb_id.and_then(imdb_number).unwrap_or_default().into()))
}

/// A film in a line that isn't one's own yet: title, year, and what tells it from others.
#[component]
pub fn NewFilmLine(film: NewFilm) -> impl IntoView {
    let id = drawn_as(Some(&film.imdb_id));
    let original = Some(film.original_title).filter(|title| !title.is_empty() && *title != film.title);
    let facts =
        [(!film.directors.is_empty()).then(|| film.directors.join(", ")), film.runtime_minutes.map(dates::runtime)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let year = Some(film.year).filter(|year| !year.is_empty());
    view! {
        <Line id title=film.title year url=None>
            {original.map(|title| view! { <bdi class="film-line-original">{title}</bdi> })}
            <bdi>{facts.join(" · ")}</bdi>
        </Line>
    }
}

#[component]
fn Line(id: MovieId, title: String, year: Option<String>, url: Option<String>, children: Children) -> impl IntoView {
    view! {
        <div class="film-line">
            <div class="film-line-art"><Poster id title=title.clone() url /></div>
            <div class="film-line-text">
                <p class="film-line-title"><bdi>{title}</bdi>{year.map(|year| view! { <span>{year}</span> })}</p>
                <p class="film-line-seen">{children()}</p>
            </div>
        </div>
    }
}
