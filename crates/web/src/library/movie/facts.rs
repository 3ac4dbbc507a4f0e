//! What is known of a film, in short.

use crate::kit::dates;
use crate::library::movies::address::Address;
use crate::ui::live::{When, live, words};
use domain::library::movies::Movie;
use leptos::prelude::*;

/// Year, runtime, original title, genres, people and ids.
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
        <Genres movie />
        <People movie label="Directed by" names=|movie| &movie.directors />
        <People movie label="Cast" names=|movie| &movie.actors />
        <Ids movie />
    }
}

#[component]
fn Genres(movie: Memo<Movie>) -> impl IntoView {
    let genre = |name: &String| {
        let url = Address::default().with(|query| query.genres = vec![name.clone()]).to_url();
        view! { <li><a class="chip" href=url dir="auto">{name.clone()}</a></li> }
    };
    let some = move || movie.with(|movie| !movie.genres.is_empty());
    let chips = move || movie.with(|movie| movie.genres.iter().map(genre).collect_view());
    view! { <When holds=some><ul class="chips" aria-label="Genres">{live(chips)}</ul></When> }
}

/// The names of people, each of which leads to their films.
#[component]
fn People(movie: Memo<Movie>, label: &'static str, names: fn(&Movie) -> &Vec<String>) -> impl IntoView {
    let link = |name: &String| {
        let url = Address::default().with(|query| query.person = Some(name.clone())).to_url();
        view! { <li><a href=url dir="auto">{name.clone()}</a></li> }
    };
    let some = move || movie.with(|movie| !names(movie).is_empty());
    let links = move || movie.with(|movie| names(movie).iter().map(link).collect_view());
    view! {
        <When holds=some>
            <div class="film-page-people"><span>{label}</span><ul aria-label=label>{live(links)}</ul></div>
        </When>
    }
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
