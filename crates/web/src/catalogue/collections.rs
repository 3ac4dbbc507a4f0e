//! The collections that one's films are part of, and how far one has got with each.

use super::cards::key_of;
use super::fetched::{Fetched, Stage};
use crate::base::catalogue_urls::collection_url;
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::counts;
use crate::library::poster::Poster;
use crate::ui::live::{Each, Part, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use domain::catalogue::collections::{COVER_MOVIES, CollectionMovie, CollectionSummary};
use domain::ids::MovieId;
use leptos::prelude::*;
use uuid::Uuid;

/// The page of all collections.
#[component]
pub fn CollectionsPage() -> impl IntoView {
    browser::set_title("Collections");
    let api = use_api();
    let fetched = Fetched::new(move || async move { Ok(api.list_collections().await?.items) });
    let (value, stage) = (fetched.value, fetched.stage);
    // What changes in a collection must not build all cards anew: the focus would be lost.
    let shown = Memo::new(move |_| (stage.get(), value.with(|all| all.as_ref().is_some_and(Vec::is_empty))));
    let card = move |it: &CollectionSummary| {
        let id = it.id.clone();
        Part::new(key_of(&id), move || view! { <CollectionCard id=id.clone() value /> })
    };
    let cards = move || value.with(|all| all.iter().flatten().map(card).collect::<Vec<_>>());
    let count = move || value.with(|all| all.as_ref().map(Vec::len).filter(|count| *count > 0).map(in_words));
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Collections"</h1>
            <p class="page-count" role="status">{words(count)}</p>
        </div>
        {live(move || match shown.get() {
            (Stage::Ready, true) => view! {
                <Notice icon="grid" title="No collections yet" text="Trilogies, series and franchises that your films are part of appear here. They come from a catalogue built from Wikidata, or from TMDB.">
                    <a class="button is-primary" href="/movies">"All films"</a>
                </Notice>
            }.into_any(),
            (Stage::Ready, false) => view! {
                <ul class="list-cards" id="collections"><Each parts=Signal::derive(cards) /></ul>
            }.into_any(),
            (Stage::Failed | Stage::Missing, _) => view! { <FailureNotice reason=fetched.reason on_retry=move |()| fetched.again() /> }.into_any(),
            (Stage::Loading, _) => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
        })}
    }
}

fn in_words(count: usize) -> String {
    format!("{} {}", counts::grouped(count as u64), if count == 1 { "collection" } else { "collections" })
}

/// A collection with its cover, how far one has got, and which film is next.
#[component]
fn CollectionCard(id: String, value: RwSignal<Option<Vec<CollectionSummary>>>) -> impl IntoView {
    let url = collection_url(&id);
    let it = Memo::new(move |_| value.with(|all| all.iter().flatten().find(|it| it.id == id).cloned()));
    view! {
        <li class="list-card">
            <div class="list-cover" aria-hidden="true">
                {live(move || it.get().map(|it| view! { <Cover films=it.cover /> }))}
            </div>
            <div class="list-card-text">
                <h2><a href=url dir="auto">{words(move || it.get().map(|it| it.name))}</a></h2>
                {live(move || it.get().map(|it| view! { <Progress it /> }))}
            </div>
        </li>
    }
}

#[component]
fn Cover(films: Vec<CollectionMovie>) -> impl IntoView {
    let missing = COVER_MOVIES.saturating_sub(films.len());
    view! {
        {films.into_iter().map(|film| view! { <Poster id=poster_of(&film) title=film.title url=film.poster_url /> }).collect_view()}
        {(0..missing).map(|_| view! { <div class="poster is-empty"></div> }).collect_view()}
    }
}

#[component]
fn Progress(it: CollectionSummary) -> impl IntoView {
    let facts = format!("{} · {} watched", counts::films(it.movie_count), counts::grouped(it.watched_count));
    let label = format!("{} of {} watched", counts::grouped(it.watched_count), counts::films(it.movie_count));
    let next = match it.next {
        Some(next) => view! { <p class="collection-next">"Next: "<bdi>{titled(&next)}</bdi></p> }.into_any(),
        None => view! { <p class="collection-next is-done">"You’ve watched all of them"</p> }.into_any(),
    };
    view! {
        <p class="film-meta"><span>{facts}</span></p>
        <progress class="list-progress" max=it.movie_count.to_string() value=it.watched_count.to_string() aria-label=label></progress>
        {next}
    }
}

fn titled(film: &CollectionMovie) -> String {
    film.year.map_or_else(|| film.title.clone(), |year| format!("{} ({year})", film.title))
}

/// What a drawn poster is made from.
fn poster_of(film: &CollectionMovie) -> MovieId {
    film.movie_id.unwrap_or_else(|| MovieId(Uuid::from_u128(key_of(&film.id))))
}
