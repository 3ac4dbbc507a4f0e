//! What is known of a film, in short.

use crate::base::catalogue_urls::{collection_url, person_url};
use crate::context::use_api;
use crate::kit::dates;
use crate::kit::tasks::Task;
use crate::library::movies::address::Address;
use crate::ui::live::{When, effect, live, words};
use domain::catalogue::collections::CollectionName;
use domain::catalogue::credits::CreditRole;
use domain::catalogue::people::MovieRelations;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// Year, runtime, original title, genres, people, collections and ids.
#[component]
pub fn Facts(movie: Memo<MovieSummary>) -> impl IntoView {
    let line = move || {
        movie.with(|movie| {
            let year = movie.year.map(|year| year.to_string());
            let runtime = movie.runtime_minutes.map(dates::runtime);
            year.into_iter().chain(runtime).collect::<Vec<_>>().join(" · ")
        })
    };
    let relations = relations_of(movie);
    let original = move || movie.with(|movie| movie.original_title.clone().filter(|original| *original != movie.title));
    view! {
        {live(move || original().map(|original| view! { <p class="film-page-original" dir="auto">{original}</p> }))}
        <p class="film-page-line">{words(line)}</p>
        <Genres movie />
        <People movie relations role=CreditRole::Director label="Directed by" names=|movie| &movie.directors />
        <People movie relations role=CreditRole::Actor label="Cast" names=|movie| &movie.actors />
        <Collections relations />
        <Ids movie />
    }
}

#[component]
fn Genres(movie: Memo<MovieSummary>) -> impl IntoView {
    let genre = |name: &String| {
        let url = Address::default().with(|query| query.genres = vec![name.clone()]).to_url();
        view! { <li><a class="chip" href=url dir="auto">{name.clone()}</a></li> }
    };
    let some = move || movie.with(|movie| !movie.genres.is_empty());
    let chips = move || movie.with(|movie| movie.genres.iter().map(genre).collect_view());
    view! { <When holds=some><ul class="chips" aria-label="Genres">{live(chips)}</ul></When> }
}

/// What the film belongs to, asked for again when its people or its IDs change. Without an answer, names lead to one's own
/// films.
fn relations_of(movie: Memo<MovieSummary>) -> RwSignal<MovieRelations> {
    let api = use_api();
    let relations = RwSignal::new(MovieRelations::default());
    let asked_of = Memo::new(move |_| {
        movie.with(|it| (it.id, it.imdb_id.clone(), it.tmdb_id, it.directors.clone(), it.actors.clone()))
    });
    let asking = StoredValue::new_local(None::<Task>);
    effect(move || {
        let (id, imdb_id, tmdb_id, directors, actors) = asked_of.get();
        if imdb_id.is_none() && tmdb_id.is_none() && directors.is_empty() && actors.is_empty() {
            return;
        }
        asking.set_value(Some(Task::spawn(async move {
            if let Ok(found) = api.get_movie_relations(id).await {
                relations.try_set(found);
            }
        })));
    });
    relations
}

/// The names of people, each of which leads to their page.
#[component]
fn People(
    movie: Memo<MovieSummary>,
    relations: RwSignal<MovieRelations>,
    role: CreditRole,
    label: &'static str,
    names: fn(&MovieSummary) -> &Vec<String>,
) -> impl IntoView {
    let link = move |name: &String| {
        let sought = name.clone();
        let url = move || {
            relations.with(|it| {
                let known = it.people.iter().find(|it| it.role == role && it.name == sought);
                person_url(known.and_then(|it| it.catalogue_id.as_deref()), &sought)
            })
        };
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

/// The collections that the film is part of.
#[component]
fn Collections(relations: RwSignal<MovieRelations>) -> impl IntoView {
    let some = move || relations.with(|it| !it.collections.is_empty());
    let link = |it: &CollectionName| view! { <li><a href=collection_url(&it.id) dir="auto">{it.name.clone()}</a></li> };
    let links = move || relations.with(|it| it.collections.iter().map(link).collect_view());
    view! {
        <When holds=some>
            <div class="film-page-people"><span>"Part of"</span><ul aria-label="Part of">{live(links)}</ul></div>
        </When>
    }
}

#[component]
fn Ids(movie: Memo<MovieSummary>) -> impl IntoView {
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
