//! The best known films of a decade, a genre or a country, with what one has seen of them.

use super::cards::FilmGrid;
use super::fetched::{Fetched, Stage};
use super::shown::with;
use crate::base::catalogue_urls::BEST;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::ui::button::Button;
use crate::ui::live::{When, effect, live, on_change, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::select::{Choice, Select};
use domain::catalogue::best::{BestChoices, BestMovies, BestQuery, BestStatus};
use domain::pages::PageQuery;
use domain::queries::ListQuery;
use leptos::prelude::*;

/// How many films a page has.
const PAGE: u32 = 60;

/// The tabs, each with what it asks for and its name in the address.
const TABS: [(Option<BestStatus>, &str, &str); 4] = [
    (None, "", "All"),
    (Some(BestStatus::Watched), "watched", "Watched"),
    (Some(BestStatus::Unwatched), "unwatched", "Unwatched"),
    (Some(BestStatus::Watchlist), "watchlist", "Watchlist"),
];

/// The page of the best known films.
#[component]
pub fn BestPage() -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    // What can't be understood has no effect.
    let query = Memo::new(move |before: Option<&BestQuery>| {
        let location = navigation.location();
        match before {
            Some(before) if location.path != BEST => before.clone(),
            _ => BestQuery::parse_with(&location.query, |_, _, _| true).0,
        }
    });
    // How many pages are shown. They are fetched again together when one's films change.
    let pages = RwSignal::new(1_usize);
    let choices = RwSignal::new(BestChoices::default());
    let fetched = Fetched::new(move || {
        let (query, pages) = (query.get_untracked(), pages.get_untracked());
        async move {
            let mut all: BestMovies = api.list_best_movies(&query, &PageQuery { limit: PAGE, cursor: None }).await?;
            for _ in 1..pages {
                let Some(cursor) = all.next_cursor.take() else { break };
                let more = api.list_best_movies(&query, &PageQuery { limit: PAGE, cursor: Some(cursor) }).await?;
                all.items.extend(more.items);
                all.next_cursor = more.next_cursor;
            }
            Ok(all)
        }
    });
    let (value, stage) = (fetched.value, fetched.stage);
    on_change(
        move || query.get(),
        move |_| {
            pages.set(1);
            fetched.again();
        },
    );
    effect(move || {
        if let Some(known) = value.with(|it| it.as_ref().and_then(|it| it.choices.clone())) {
            choices.set(known);
        }
    });
    let title = move || query.with(title);
    effect(move || browser::set_title(&title()));
    let films = Memo::new(move |_| value.with(|it| it.as_ref().map(|it| it.items.clone()).unwrap_or_default()));
    let has_more = move || value.with(|it| it.as_ref().is_some_and(|it| it.next_cursor.is_some()));
    let has_none = move || value.with(|it| it.as_ref().is_some_and(|it| it.choices.is_none()));
    let stage = Memo::new(move |_| stage.get());
    view! {
        <div class="page-header"><h1 tabindex="-1">{words(title)}</h1></div>
        <div class="list-bar">
            <Tabs query />
            <Filters query choices />
        </div>
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed | Stage::Missing => view! { <FailureNotice reason=fetched.reason on_retry=move |()| fetched.again() /> }.into_any(),
            Stage::Ready => view! {
                <FilmGrid films label="Films, best known first" />
                <When holds=has_more>
                    <div class="more"><Button text="Show more" on_press=move |()| {
                        pages.update(|pages| *pages += 1);
                        fetched.again();
                    } /></div>
                </When>
                <When holds=move || films.with(Vec::is_empty) && !has_more()>
                    {live(move || if has_none() {
                        view! { <Notice icon="film" title="There’s no catalogue yet" text="An admin can build one in Administration → Catalogue." /> }.into_any()
                    } else {
                        view! {
                            <Notice icon="film" title="No films found" text="No films match these filters.">
                                <a class="button" href=BEST>"Clear filters"</a>
                            </Notice>
                        }.into_any()
                    })}
                </When>
            }.into_any(),
        })}
    }
}

/// “Best of the 1990s”, “Best-known films of all time”.
fn title(query: &BestQuery) -> String {
    query.decade.map_or_else(
        || "Best-known films of all time".to_owned(),
        |decade| format!("Best-known films of the {decade}s"),
    )
}

#[component]
fn Tabs(query: Memo<BestQuery>) -> impl IntoView {
    let navigation = use_navigation();
    let tab = move |(status, name, text): (Option<BestStatus>, &'static str, &'static str)| {
        view! {
            <a href=move || with(&navigation.location(), "status", name)
                aria-current=move || query.with(|query| query.status == status).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    navigation.push_in_place(&with(&navigation.location_now(), "status", name));
                }>{text}</a>
        }
    };
    view! { <nav class="list-tabs film-tabs" aria-label="Which films">{TABS.map(tab).collect_view()}</nav> }
}

/// Decade, genre and country; the last only where the catalogue knows it.
#[component]
fn Filters(query: Memo<BestQuery>, choices: RwSignal<BestChoices>) -> impl IntoView {
    let navigation = use_navigation();
    let go = move |name: &str, value: &str| navigation.push_in_place(&with(&navigation.location_now(), name, value));
    let decades = move || with_any("All time", choices.with(|it| it.decades.iter().copied().map(decade).collect()));
    let genres = move || {
        with_any("Any genre", choices.with(|it| it.genres.iter().map(|name| (name.clone(), name.clone())).collect()))
    };
    let countries = move || {
        let all = choices.with(|it| it.countries.iter().map(|it| (it.code.clone(), it.name.clone())).collect());
        with_any("Any country", all)
    };
    view! {
        <div class="filters person-filters">
            <Select label="Decade" id="best-decade"
                value=Signal::derive(move || query.with(|it| it.decade.map(|year| year.to_string()).unwrap_or_default()))
                choices=Signal::derive(decades) on_change=move |value: String| go("decade", &value) />
            <When holds=move || choices.with(|it| !it.genres.is_empty())>
                <Select label="Genre" id="best-genre"
                    value=Signal::derive(move || query.with(|it| it.genre.clone().unwrap_or_default()))
                    choices=Signal::derive(genres) on_change=move |value: String| go("genre", &value) />
            </When>
            <When holds=move || choices.with(|it| !it.countries.is_empty())>
                <Select label="Country" id="best-country"
                    value=Signal::derive(move || query.with(|it| it.country.clone().unwrap_or_default()))
                    choices=Signal::derive(countries) on_change=move |value: String| go("country", &value) />
            </When>
        </div>
    }
}

fn decade(year: u16) -> Choice {
    (year.to_string(), format!("{year}s"))
}

fn with_any(any: &str, choices: Vec<Choice>) -> Vec<Choice> {
    [(String::new(), any.to_owned())].into_iter().chain(choices).collect()
}
