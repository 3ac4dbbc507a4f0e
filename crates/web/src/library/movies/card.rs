//! One film as a poster.

use super::movie_actions::MovieActions;
use crate::base::routes::movie_url;
use crate::library::poster::Poster;
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use crate::ui::stars::Stars;
use domain::library::movies::MovieSummary;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// A film: its poster, title, year and rating, whether it was watched, and what can be done to it.
#[component]
pub fn Card(movie: RwSignal<MovieSummary>) -> impl IntoView {
    let id = movie.with_untracked(|movie| movie.id);
    let title = Memo::new(move |_| movie.with(|movie| movie.title.clone()));
    let poster = Memo::new(move |_| movie.with(|movie| movie.poster_url.clone()));
    let year = move || movie.with(|movie| movie.year.map(|year| year.to_string()));
    let rating = Signal::derive(move || movie.with(|movie| movie.rating.map_or(0, Rating::half_stars)));
    view! {
        <li class="film">
            <div class="film-art"><Poster id title url=poster /></div>
            <Badges movie />
            <h2 class="film-title"><a href=movie_url(id) data-stop="" tabindex="-1" dir="auto">{words(move || title.get())}</a></h2>
            <p class="film-meta"><span>{words(year)}</span><Stars value=rating /></p>
            <MovieActions movie />
        </li>
    }
}

#[component]
fn Badges(movie: RwSignal<MovieSummary>) -> impl IntoView {
    let watched = move || movie.with(|movie| movie.watch_count > 0);
    let wanted = move || movie.with(|movie| movie.on_watchlist);
    let badge = |class: &'static str, icon: &'static str, text: &'static str| {
        view! {
            <span class=format!("film-badge {class}") title=text>
                <Icon name=icon /><span class="visually-hidden">{text}</span>
            </span>
        }
    };
    view! {
        <div class="film-badges">
            {live(move || wanted().then(|| badge("is-wanted", "bookmark-full", "On the watchlist")))}
            {live(move || watched().then(|| badge("is-watched", "check", "Watched")))}
        </div>
    }
}
