//! The films of the catalogue that a film may be, and the search for others.

use super::queue::{Queue, reason};
use crate::kit::browser;
use crate::kit::dates;
use crate::kit::tasks::Task;
use crate::library::poster::Poster;
use crate::ui::live::live;
use domain::catalogue::matches::{MatchCandidate, MatchField, MovieMatch};
use domain::catalogue::movies::{CatalogueMovie, imdb_number};
use domain::ids::MovieId;
use leptos::prelude::*;
use uuid::Uuid;

/// The candidates, each with the key that takes it.
#[component]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_types_passed_by_value, reason = "components take what they are given by value")
)]
pub fn Candidates(item: MovieMatch, queue: Queue) -> impl IntoView {
    // What was found belongs to a text: the one that is typed may be another by now.
    let (typed, found) = (RwSignal::new(String::new()), RwSignal::new(None::<(String, Vec<MatchCandidate>)>));
    let (looking, trouble) = (StoredValue::new_local(None::<Task>), RwSignal::new(None::<String>));
    let (movie, proposed) = (StoredValue::new(item.movie), StoredValue::new(item.candidates));
    let look = move |text: String| {
        typed.set(text.clone());
        if text.trim().is_empty() {
            looking.set_value(None);
            trouble.set(None);
            return found.set(None);
        }
        let movie = movie.get_value();
        looking.set_value(Some(Task::spawn(async move {
            match queue.search(&movie, text.clone()).await {
                Ok(films) => {
                    trouble.try_set(None);
                    found.try_set(Some((text, films)));
                }
                Err(error) => drop(trouble.try_set(Some(reason(&error)))),
            }
        })));
    };
    // Before its answer, or when there is none, other films are still shown.
    let is_answered = move || {
        typed.with_untracked(|typed| {
            typed.trim().is_empty()
                || found.with_untracked(|found| found.as_ref().is_some_and(|(text, _)| text == typed))
        })
    };
    let press = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        // Of a word that is still being composed, Enter is a part.
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            // A key that is held decides about one film.
            if event.repeat() || !is_answered() {
                return;
            }
            if let Some(button) = browser::find("#match-candidates .match-take") {
                button.click();
            }
        }
        "Escape" => {
            event.prevent_default();
            look(String::new());
            browser::focus_soon(super::HEADING);
        }
        _ => {}
    };
    view! {
        <section class="match-others" aria-label="In the catalogue">
            <div class="field match-search">
                <label class="match-label" for="search">"In the catalogue"</label>
                <input id="search" type="search" autocomplete="off" spellcheck="false" dir="auto" placeholder="Search the catalogue, or paste an address"
                    prop:value=move || typed.get()
                    on:input=move |event| look(event_target_value(&event))
                    on:keydown=press />
            </div>
            {live(move || trouble.get().map(|reason| view! { <p class="match-trouble" role="alert">{reason}</p> }))}
            {live(move || {
                let shown = found.get().map_or_else(|| proposed.get_value(), |(_, films)| films);
                if shown.is_empty() {
                    return view! { <p class="quiet" role="status">"No films in the catalogue match. Try another title."</p> }.into_any();
                }
                let all = shown.into_iter().enumerate().map(|(at, candidate)| view! { <Offer at candidate queue /> });
                view! { <ol class="match-list" id="match-candidates">{all.collect_view()}</ol> }.into_any()
            })}
        </section>
    }
}

#[component]
fn Offer(at: usize, candidate: MatchCandidate, queue: Queue) -> impl IntoView {
    let MatchCandidate { movie, differing_fields } = candidate;
    let chosen = RwSignal::new(Vec::<MatchField>::new());
    let key = (at + 1).to_string();
    let id = movie.id.clone();
    let values: Vec<(MatchField, String)> =
        differing_fields.into_iter().map(|field| (field, value(&movie, field))).collect();
    let own = movie.in_library.then(|| view! { <p class="match-own-already">"You already have this film"</p> });
    let facts = [
        movie.original_title.clone(),
        (!movie.directors.is_empty()).then(|| movie.directors.join(", ")),
        Some(
            [movie.runtime_minutes.map(dates::runtime), Some(movie.genres.join(", "))]
                .into_iter()
                .flatten()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        )
        .filter(|text| !text.is_empty()),
        (!movie.actors.is_empty()).then(|| movie.actors.iter().take(3).cloned().collect::<Vec<_>>().join(", ")),
    ];
    let year = movie.year.map(|year| year.to_string()).unwrap_or_default();
    let meant = format!(": {} {year}", movie.title);
    // Its drawn poster is always the same one.
    let art = MovieId(Uuid::from_u128(
        imdb_number(&id).map_or_else(|| movie.tmdb_id.unwrap_or(0).unsigned_abs().into(), Into::into),
    ));
    let shortcut = key.clone();
    view! {
        <li class="match-candidate">
            <div class="match-film">
                <div class="match-poster"><Poster id=art title=movie.title.clone() url=None /></div>
                <div class="match-text">
                    <h3><bdi>{movie.title}</bdi>" "<span class="match-year">{year}</span></h3>
                    {facts.into_iter().flatten().map(|fact| view! { <p dir="auto">{fact}</p> }).collect_view()}
                    {own}
                </div>
                <button type="button" class="button match-take" class:is-primary=at == 0 aria-keyshortcuts=shortcut
                    on:click=move |_| queue.take(id.clone(), &chosen.get_untracked())>
                    "Choose"<span class="visually-hidden">{meant}</span><kbd aria-hidden="true">{key}</kbd>
                </button>
            </div>
            {(!values.is_empty()).then(|| view! { <Differing values chosen /> })}
        </li>
    }
}

/// What differs: one's own value stays unless one takes the other.
#[component]
fn Differing(values: Vec<(MatchField, String)>, chosen: RwSignal<Vec<MatchField>>) -> impl IntoView {
    let choice = move |(field, value): (MatchField, String)| {
        view! {
            <label class="match-differs">
                <input type="checkbox" on:change=move |event| {
                    let wanted = event_target_checked(&event);
                    chosen.update(|all| {
                        all.retain(|it| *it != field);
                        all.extend(wanted.then_some(field));
                    });
                } />
                <span>{name(field)}": "<bdi>{value}</bdi></span>
            </label>
        }
    };
    view! {
        <fieldset class="match-fields">
            <legend>"Use these values from the catalogue"</legend>
            {values.into_iter().map(choice).collect_view()}
        </fieldset>
    }
}

fn name(field: MatchField) -> &'static str {
    match field {
        MatchField::Title => "Title",
        MatchField::OriginalTitle => "Original title",
        MatchField::Year => "Year",
        MatchField::RuntimeMinutes => "Runtime",
        MatchField::Genres => "Genres",
        MatchField::Directors => "Directors",
        MatchField::Actors => "Cast",
    }
}

fn value(movie: &CatalogueMovie, field: MatchField) -> String {
    match field {
        MatchField::Title => movie.title.clone(),
        MatchField::OriginalTitle => movie.original_title.clone().unwrap_or_default(),
        MatchField::Year => movie.year.map(|year| year.to_string()).unwrap_or_default(),
        MatchField::RuntimeMinutes => movie.runtime_minutes.map(dates::runtime).unwrap_or_default(),
        MatchField::Genres => movie.genres.join(", "),
        MatchField::Directors => movie.directors.join(", "),
        MatchField::Actors => movie.actors.iter().take(3).cloned().collect::<Vec<_>>().join(", "),
    }
}
