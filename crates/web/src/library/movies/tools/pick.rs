//! Picking a film by chance, of those that the list finds.

use super::Asking;
use crate::base::routes::movie_url;
use crate::context::use_api;
use crate::kit::failures::describe;
use crate::library::context::use_library_state;
use crate::library::poster::Poster;
use crate::library::state::Open;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use client::Error;
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often another film is asked for when the same one comes again.
const TRIES: usize = 5;

/// Picks a film, and another one, until one is right.
#[component]
pub fn PickButton(asking: Asking) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <button type="button" class="chip" id="pick-film" on:click=move |_| is_open.set(true)>
            <Icon name="again" />"Pick one for me"
        </button>
        {live(move || is_open.get().then(|| view! { <PickDialog asking on_close=move |()| is_open.set(false) /> }))}
    }
}

#[component]
fn PickDialog(asking: Asking, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, library) = (use_api(), use_library_state());
    let picked = RwSignal::new(None::<Result<MovieSummary, String>>);
    let pick = move || {
        let query = asking.list.address.with_untracked(|address| address.query.clone());
        let before = picked.with_untracked(|picked| picked.as_ref().and_then(|it| it.as_ref().ok()).map(|it| it.id));
        spawn_local(async move {
            let mut found: Result<MovieSummary, Error> = api.pick_movie(&query).await;
            for _ in 0..TRIES {
                if !is_same(&found, before) {
                    break;
                }
                found = api.pick_movie(&query).await;
            }
            picked.try_set(Some(found.map_err(|error| describe(&error))));
        });
    };
    pick();
    let log = move |movie: MovieSummary| {
        on_close.run(());
        library.open(Open::Log(Some(Box::new(movie))));
    };
    view! {
        <Dialog title=Signal::stored("How about this one?".to_owned()) on_dismiss=on_close class="is-small">
            <div class="picked" aria-live="polite">
                {live(move || match picked.get() {
                    None => view! { <p class="quiet">"Picking…"</p> }.into_any(),
                    Some(Err(reason)) => view! { <p>{reason}</p> }.into_any(),
                    Some(Ok(movie)) => view! { <Picked movie /> }.into_any(),
                })}
            </div>
            <div class="dialog-actions">
                <Button text="Close" on_press=on_close />
                {live(move || picked.get().and_then(Result::ok).map(|movie| {
                    let movie = StoredValue::new(movie);
                    view! { <Button text="Log it" icon="plus" on_press=move |()| log(movie.get_value()) /> }
                }))}
                <Button text="Another one" class="is-primary" icon="again" on_press=move |()| pick() />
            </div>
        </Dialog>
    }
}

fn is_same(found: &Result<MovieSummary, Error>, before: Option<MovieId>) -> bool {
    found.as_ref().is_ok_and(|movie| Some(movie.id) == before)
}

#[component]
fn Picked(movie: MovieSummary) -> impl IntoView {
    let runtime = movie.runtime_minutes.map(|minutes| format!("{minutes} min"));
    let facts: Vec<String> = movie
        .year
        .map(|year| year.to_string())
        .into_iter()
        .chain(runtime)
        .chain((!movie.genres.is_empty()).then(|| movie.genres.join(", ")))
        .collect();
    view! {
        <div class="picked-poster"><Poster id=movie.id title=Signal::stored(movie.title.clone()) url=Signal::stored(movie.poster_url.clone()) /></div>
        <h3 dir="auto"><a href=movie_url(movie.id)>{movie.title.clone()}</a></h3>
        <p class="quiet">{facts.join(" · ")}</p>
    }
}
