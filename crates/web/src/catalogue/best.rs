//! The best known films of a decade, a genre or a country, with what one has seen of them.

use super::cards::FilmGrid;
use super::fetched::{Fetched, Stage};
use super::shown::with;
use crate::base::catalogue_urls::BEST;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::ui::button::Button;
use crate::ui::live::{When, effect, live, on_change, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::select::{Choice, Select};
use domain::catalogue::best::{BestChoices, BestMovies, BestQuery, BestStatus};
use domain::catalogue::movies::CatalogueMovie;
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
    let (api, navigation, toasts) = (use_api(), use_navigation(), use_toasts());
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
        let query = query.get_untracked();
        async move {
            let mut all: BestMovies = api.list_best_movies(&query, &PageQuery { limit: PAGE, cursor: None }).await?;
            let mut count = 1;
            // Another one may be shown by the time these are there.
            while count < pages.try_get_untracked().unwrap_or_default() {
                let Some(cursor) = all.next_cursor.take() else { break };
                append(&mut all, api.list_best_movies(&query, &PageQuery { limit: PAGE, cursor: Some(cursor) }).await?);
                count += 1;
            }
            Ok(all)
        }
    });
    let (value, stage) = (fetched.value, fetched.stage);
    let fetching_more = StoredValue::new_local(None::<Task>);
    let show_more = move |()| {
        let cursor = value.with_untracked(|it| it.as_ref().and_then(|it| it.next_cursor.clone()));
        let (query, page) = (query.get_untracked(), PageQuery { limit: PAGE, cursor });
        fetching_more.set_value(Some(Task::spawn(async move {
            let next = match api.list_best_movies(&query, &page).await {
                Ok(next) => next,
                Err(error) => return toasts.fail(describe(&error)),
            };
            pages.try_update(|pages| *pages += 1);
            let ends_there = |all: &BestMovies| all.next_cursor == page.cursor;
            if value.try_with_untracked(|it| it.as_ref().is_some_and(ends_there)) == Some(true) {
                value.try_update(|it| it.as_mut().map(|all| append(all, next)));
            } else {
                // What was shown was fetched again meanwhile: this page doesn't follow it any more.
                fetched.again();
            }
        })));
    };
    on_change(
        move || query.get(),
        move |_| {
            pages.set(1);
            fetching_more.set_value(None);
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
                    <div class="more"><Button text="Show more" on_press=show_more /></div>
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

/// Puts the next page behind what is there. A film that changed its page meanwhile is there once.
fn append(all: &mut BestMovies, next: BestMovies) {
    let is_new = |film: &CatalogueMovie| all.items.iter().all(|it| it.id != film.id);
    let new: Vec<_> = next.items.into_iter().filter(is_new).collect();
    all.items.extend(new);
    all.next_cursor = next.next_cursor;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[&str], next: Option<&str>) -> BestMovies {
        let film = |id: &&str| {
            serde_json::from_value(serde_json::json!({
                "id": id, "title": "M", "genres": [], "directors": [], "actors": [], "votes": 0, "in_library": false,
            }))
            .unwrap()
        };
        let next_cursor = next.map(str::to_owned);
        BestMovies { items: ids.iter().map(film).collect(), next_cursor, choices: None }
    }

    #[test]
    fn the_next_page_stands_behind_what_is_shown() {
        let mut all = BestMovies { choices: Some(BestChoices::default()), ..page(&["a", "b"], Some("2")) };
        append(&mut all, page(&["b", "c"], None));
        let ids: Vec<_> = all.items.iter().map(|film| film.id.as_str()).collect();
        assert_eq!((ids, all.next_cursor), (vec!["a", "b", "c"], None));
        assert!(all.choices.is_some(), "they come with the first page");
    }
}
