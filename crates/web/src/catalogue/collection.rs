//! A collection: its films in order, and the next one to watch.

use super::adding::Adding;
use super::cards::{FilmGrid, key_of};
use super::fetched::{Fetched, Stage};
use super::person::ShowTabs;
use super::shown::Show;
use crate::base::catalogue_urls::COLLECTIONS;
use crate::base::routes::movie_url;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::library::poster::Poster;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::{When, effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use domain::catalogue::collections::Collection;
use domain::catalogue::movies::CatalogueMovie;
use domain::ids::MovieId;
use leptos::prelude::*;
use uuid::Uuid;

/// The page of a collection.
#[component]
pub fn CollectionPage(id: String) -> impl IntoView {
    let api = use_api();
    let fetched = Fetched::new(move || {
        let id = id.clone();
        async move { api.get_collection(&id).await }
    });
    let (value, stage) = (fetched.value, fetched.stage);
    effect(move || value.with(|it| browser::set_title(it.as_ref().map_or("Collection", |it| &it.name))));
    let shown = Memo::new(move |_| stage.get());
    view! {
        <a class="back-link" href=COLLECTIONS><Icon name="left" />"Collections"</a>
        {live(move || match shown.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed => view! { <FailureNotice reason=fetched.reason on_retry=move |()| fetched.again() /> }.into_any(),
            Stage::Missing => view! {
                <Notice icon="grid" title="Collection not found" text="This collection doesn’t exist or is no longer in the catalogue.">
                    <a class="button is-primary" href=COLLECTIONS>"All collections"</a>
                </Notice>
            }.into_any(),
            Stage::Ready => view! { <Whole value /> }.into_any(),
        })}
    }
}

#[component]
fn Whole(value: RwSignal<Option<Collection>>) -> impl IntoView {
    let navigation = use_navigation();
    let of = move |read: fn(&Collection) -> String| move || value.with(|it| it.as_ref().map(read));
    let all = Memo::new(move |_| value.with(|it| it.as_ref().map(|it| it.movies.clone()).unwrap_or_default()));
    let show = Memo::new(move |_| Show::of(&navigation.location()));
    let films = Memo::new(move |_| {
        let show = show.get();
        all.with(|films| films.iter().filter(|film| show.has(film)).cloned().collect::<Vec<_>>())
    });
    let next = Memo::new(move |_| all.with(|films| films.iter().find(|film| Show::Unseen.has(film)).cloned()));
    view! {
        <header class="person-head">
            <h1 tabindex="-1" dir="auto">{words(of(|it| it.name.clone()))}</h1>
            <p class="person-seen">{words(of(seen))}</p>
            {live(move || value.with(|it| it.as_ref().map(|it| {
                let (max, value) = (it.movies.len().to_string(), it.watched_count.to_string());
                view! { <progress class="list-progress" max=max value=value aria-label="Watched"></progress> }
            })))}
        </header>
        {live(move || next.get().map(|film| view! { <Next film /> }))}
        <div class="list-bar"><ShowTabs show films=all /></div>
        <FilmGrid films label="Films in order" />
        <When holds=move || films.with(Vec::is_empty)>
            <p class="quiet" role="status">"No films here. Choose another tab."</p>
        </When>
    }
}

/// “2 of 3 films seen”.
fn seen(it: &Collection) -> String {
    format!("{} of {} watched", counts::grouped(it.watched_count), counts::films(it.movies.len() as u64))
}

/// The first film that wasn't watched.
#[component]
fn Next(film: CatalogueMovie) -> impl IntoView {
    let adding = Adding::new();
    let own = film.movie.as_ref().map(|movie| (movie.id, movie.poster_url.clone(), movie.on_watchlist));
    let id = own.as_ref().map_or_else(|| MovieId(Uuid::from_u128(key_of(&film.id))), |own| own.0);
    let is_wanted = own.as_ref().is_some_and(|own| own.2);
    let year = film.year.map(|year| year.to_string());
    let title = match &own {
        Some((id, ..)) => view! { <a href=movie_url(*id) dir="auto">{film.title.clone()}</a> }.into_any(),
        None => view! { <span dir="auto">{film.title.clone()}</span> }.into_any(),
    };
    let (poster_title, poster) = (film.title.clone(), own.and_then(|own| own.1));
    let film = StoredValue::new(film);
    view! {
        <section class="next-film" aria-label="Watch next">
            <div class="next-film-art"><Poster id title=poster_title url=poster /></div>
            <div class="next-film-text">
                <h2>"Watch next"</h2>
                <p class="next-film-title">{title}" "<span class="quiet">{year}</span></p>
                <div class="next-film-actions">
                    <Button text="Log it" icon="plus" class="is-primary" on_press=move |()| adding.log(film.get_value()) />
                    {if is_wanted {
                        view! { <span class="list-mark"><Icon name="bookmark-full" />"On your watchlist"</span> }.into_any()
                    } else {
                        view! { <Button text="Add to watchlist" icon="bookmark" on_press=move |()| adding.want(film.get_value()) /> }.into_any()
                    }}
                </div>
            </div>
        </section>
    }
}
