//! What is known of a film, in short.

use crate::kit::dates;
use crate::library::movies::address::Address;
use crate::ui::live::{When, live, words};
use domain::library::movies::Movie;
use leptos::prelude::*;

/// Year, runtime, original title, genres, tags and ids.
#[component]
pub fn Facts(movie: Memo<Movie>) -> impl IntoView {
    let line = move || {
        movie.with(|movie| {
            let year = movie.year.map(|year| year.to_string());
            let runtime = movie.runtime_minutes.map(dates::runtime);
            year.into_iter().chain(runtime).collect::<Vec<_>>().join(" · ")
        })
    };
    let original = move || movie.with(|movie| movie.original_title.clone().filter(|original| *original != movie.title));
    view! {
        {live(move || original().map(|original| view! { <p class="film-page-original" dir="auto">{original}</p> }))}
        <p class="film-page-line">{words(line)}</p>
        <Chips movie />
        <Ids movie />
    }
}

#[component]
fn Chips(movie: Memo<Movie>) -> impl IntoView {
    let link = |name: String, address: &Address, class: &'static str| {
        view! { <li><a class=format!("chip {class}") href=address.to_url() dir="auto">{name}</a></li> }
    };
    let chips = move || {
        movie.with(|movie| {
            let genre = |name: &String| {
                link(name.clone(), &Address::default().with(|query| query.genres = vec![name.clone()]), "")
            };
            let tag = |name: &String| {
                link(format!("#{name}"), &Address::default().with(|query| query.tags = vec![name.clone()]), "is-tag")
            };
            movie.genres.iter().map(genre).chain(movie.tags.iter().map(tag)).collect_view()
        })
    };
    let some = move || movie.with(|movie| movie.genres.len() + movie.tags.len() > 0);
    view! { <When holds=some><ul class="chips" aria-label="Genres and tags">{live(chips)}</ul></When> }
}

#[component]
fn Ids(movie: Memo<Movie>) -> impl IntoView {
    let link = |text: String, url: String| view! { <a href=url target="_blank" rel="noreferrer">{text}</a> };
    let imdb = move || {
        movie
            .with(|movie| movie.imdb_id.clone())
            .map(|id| link(format!("IMDb {id}"), format!("https://www.imdb.com/title/{id}/")))
    };
    let tmdb = move || {
        movie
            .with(|movie| movie.tmdb_id)
            .map(|id| link(format!("TMDB {id}"), format!("https://www.themoviedb.org/movie/{id}")))
    };
    let some = move || movie.with(|movie| movie.imdb_id.is_some() || movie.tmdb_id.is_some());
    view! { <When holds=some><p class="film-page-ids">{live(imdb)} " " {live(tmdb)}</p></When> }
}
