//! Somebody who works on films, and what one has seen of them.

use super::cards::FilmGrid;
use super::fetched::{Fetched, Stage};
use super::shown::{Film, SHOWS, Show, arranged, films_of, of_own, with};
use crate::base::catalogue_urls::person_url;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::ratings;
use crate::library::movies::address::Address;
use crate::ui::live::{When, effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::select::Select;
use domain::catalogue::credits::CreditRole;
use domain::catalogue::movies::CatalogueMovie;
use domain::catalogue::people::{CatalogueMovieCredit, PersonQuery};
use leptos::prelude::*;

/// What is known of them.
#[derive(Clone, PartialEq)]
struct Known {
    name: String,
    /// Their ID, where the catalogue knows who that name is.
    catalogue_id: Option<String>,
    films: Vec<Film>,
    watched: u64,
    average: Option<f64>,
}

/// Somebody of the catalogue by their ID, or somebody one's films name.
#[component]
pub fn PersonPage(id: Option<String>, name: String) -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let is_known = id.is_some();
    let fetched = Fetched::new(move || {
        let (id, name) = (id.clone(), name.clone());
        async move {
            let Some(id) = id else {
                let found = api.get_person(&PersonQuery { name }).await?;
                let credit = |it: domain::catalogue::people::MovieCredit| CatalogueMovieCredit {
                    role: it.role,
                    movie: of_own(it.movie),
                };
                return Ok(Known {
                    name: found.name,
                    catalogue_id: found.catalogue_id,
                    films: films_of(found.credits.into_iter().map(credit).collect()),
                    watched: found.watched_count,
                    average: found.average_rating,
                });
            };
            let found = api.get_catalogue_person(&id).await?;
            Ok(Known {
                name: found.name,
                catalogue_id: Some(found.id),
                films: films_of(found.credits),
                watched: found.watched_count,
                average: found.average_rating,
            })
        }
    });
    let (value, stage) = (fetched.value, fetched.stage);
    effect(move || {
        value.with(|known| {
            let Some(known) = known else { return browser::set_title("Person") };
            browser::set_title(&known.name);
            // All of their films are at another address.
            if let Some(id) = known.catalogue_id.as_deref().filter(|_| !is_known) {
                navigation.replace(&person_url(Some(id), &known.name));
            }
        });
    });
    let shown = Memo::new(move |_| stage.get());
    let is_empty = move || value.with(|known| known.as_ref().is_none_or(|known| known.films.is_empty()));
    live(move || {
        match shown.get() {
        Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
        Stage::Failed => view! { <FailureNotice reason=fetched.reason on_retry=move |()| fetched.again() /> }.into_any(),
        Stage::Ready if !untrack(is_empty) => view! { <Whole value is_known /> }.into_any(),
        Stage::Ready | Stage::Missing => view! {
            <Notice icon="person" title="No films found" text="None of your films has this person, and they aren’t in the catalogue.">
                <a class="button is-primary" href="/movies">"All films"</a>
            </Notice>
        }
        .into_any(),
    }
    })
}

/// The name, the figures, the filters and the films.
#[component]
fn Whole(value: RwSignal<Option<Known>>, is_known: bool) -> impl IntoView {
    let navigation = use_navigation();
    let of = move |read: fn(&Known) -> String| move || value.with(|known| known.as_ref().map(read));
    let role = Memo::new(move |_| match navigation.location().value("role") {
        Some("director") => Some(CreditRole::Director),
        Some("actor") => Some(CreditRole::Actor),
        _ => None,
    });
    let by_votes = Memo::new(move |_| navigation.location().value("sort") == Some("votes"));
    let show = Memo::new(move |_| Show::of(&navigation.location()));
    let of_role = Memo::new(move |_| {
        let films = value.with(|known| known.as_ref().map(|known| known.films.clone()).unwrap_or_default());
        arranged(films, role.get(), by_votes.get()).into_iter().map(|it| it.movie).collect::<Vec<CatalogueMovie>>()
    });
    let films = Memo::new(move |_| {
        let show = show.get();
        of_role.with(|films| films.iter().filter(|film| show.has(film)).cloned().collect::<Vec<_>>())
    });
    let own_films = move || {
        let name = value.with(|known| known.as_ref().map(|known| known.name.clone()).unwrap_or_default());
        Address::default().with(|query| query.person = Some(name)).to_url()
    };
    view! {
        <header class="person-head">
            <h1 tabindex="-1" dir="auto">{words(of(|known| known.name.clone()))}</h1>
            <p class="film-page-line">{words(of(roles_of))}</p>
            <p class="person-seen">{words(of(seen))}{live(move || average(value).map(|text| view! { <span>{text}</span> }))}</p>
            {live(move || value.with(|known| known.as_ref().map(|known| {
                let (max, value) = (known.films.len().to_string(), known.watched.to_string());
                view! { <progress class="list-progress" max=max value=value aria-label="Watched"></progress> }
            })))}
        </header>
        <div class="list-bar">
            <ShowTabs show films=of_role />
            <div class="filters person-filters">
                <When holds=move || value.with(|known| known.as_ref().is_some_and(has_both))>
                    <Select label="Role" id="person-role"
                        value=Signal::derive(move || role.get().map_or("", name_of).to_owned())
                        choices=Signal::stored(vec![choice("", "Any role"), choice("director", "Director"), choice("actor", "Actor")])
                        on_change=move |role: String| navigation.push_in_place(&with(&navigation.location_now(), "role", &role)) />
                </When>
                <When holds=move || is_known>
                    <Select label="Sort" id="person-sort"
                        value=Signal::derive(move || if by_votes.get() { "votes" } else { "" }.to_owned())
                        choices=Signal::stored(vec![choice("", "Newest first"), choice("votes", "Best known first")])
                        on_change=move |sort: String| navigation.push_in_place(&with(&navigation.location_now(), "sort", &sort)) />
                </When>
            </div>
        </div>
        <FilmGrid films label="Films" />
        <When holds=move || films.with(Vec::is_empty)>
            <p class="quiet" role="status">"No films here. Choose another tab or role."</p>
        </When>
        <p class="person-own"><a href=own_films>"Show your films with this person"</a></p>
    }
}

/// Which films are shown; each tab says how many it has.
#[component]
pub fn ShowTabs(show: Memo<Show>, #[prop(into)] films: Signal<Vec<CatalogueMovie>>) -> impl IntoView {
    let navigation = use_navigation();
    let tab = move |(which, name, text): (Show, &'static str, &'static str)| {
        let count = move || films.with(|films| films.iter().filter(|film| which.has(film)).count() as u64);
        view! {
            <a href=move || with(&navigation.location(), "show", name) aria-current=move || (show.get() == which).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    navigation.push_in_place(&with(&navigation.location_now(), "show", name));
                }>
                {text}" "<span class="tab-count">{words(move || counts::grouped(count()))}</span>
            </a>
        }
    };
    view! { <nav class="list-tabs film-tabs" aria-label="Which films">{SHOWS.map(tab).collect_view()}</nav> }
}

fn choice(value: &str, text: &str) -> (String, String) {
    (value.to_owned(), text.to_owned())
}

fn name_of(role: CreditRole) -> &'static str {
    match role {
        CreditRole::Director => "director",
        CreditRole::Actor => "actor",
    }
}

fn has(known: &Known, role: CreditRole) -> bool {
    known.films.iter().any(|film| film.roles.contains(&role))
}

fn has_both(known: &Known) -> bool {
    has(known, CreditRole::Director) && has(known, CreditRole::Actor)
}

fn roles_of(known: &Known) -> String {
    let text = match (has(known, CreditRole::Director), has(known, CreditRole::Actor)) {
        (true, true) => "Director and actor",
        (true, false) => "Director",
        _ => "Actor",
    };
    text.to_owned()
}

/// “5 of 14 films seen”.
fn seen(known: &Known) -> String {
    format!("{} of {} watched", counts::grouped(known.watched), counts::films(known.films.len() as u64))
}

/// “4.25 stars on average”.
fn average(value: RwSignal<Option<Known>>) -> Option<String> {
    let average = value.with(|known| known.as_ref().and_then(|known| known.average))?;
    let (number, unit) = ratings::average(ratings::hundredths(average));
    Some(format!("You rate them {number} {unit}"))
}
