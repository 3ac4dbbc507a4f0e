//! A film in a line.

use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::ui::stars::Stars;
use domain::library::movies::Movie;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// A film in a line: poster, title, year, and what one knows of it.
#[component]
pub fn FilmLine(movie: Movie) -> impl IntoView {
    let seen = match (movie.watched_on, movie.watch_count) {
        (Some(date), _) => Some(format!("Watched {}", watch_dates::in_short(date))),
        (None, 0) => movie.on_watchlist.then(|| "On your watchlist".to_owned()),
        (None, _) => Some("Watched".to_owned()),
    };
    let year = movie.year.map(|year| year.to_string());
    view! {
        <div class="film-line">
            <div class="film-line-art"><Poster id=movie.id title=movie.title.clone() url=movie.poster_url.clone() /></div>
            <div class="film-line-text">
                <p class="film-line-title"><bdi>{movie.title}</bdi>{year.map(|year| view! { <span>{year}</span> })}</p>
                <p class="film-line-seen">
                    {seen}<Stars value=Signal::stored(movie.rating.map_or(0, Rating::half_stars)) />
                </p>
            </div>
        </div>
    }
}
