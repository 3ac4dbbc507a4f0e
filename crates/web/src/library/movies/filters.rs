//! The row of filters and the order.

use super::address::{Address, SORTS, STATUSES, direction};
use super::movie_list::MovieList;
use crate::base::navigation::Navigation;
use crate::context::use_navigation;
use crate::kit::counts;
use crate::library::context::use_labels;
use crate::library::context::use_movie_list;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live};
use crate::ui::select::{Choice, Select};
use domain::library::labels::Label;
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// Changes what the address asks for.
#[derive(Clone, Copy)]
struct Asking {
    list: MovieList,
    navigation: Navigation,
}

fn use_asking() -> Asking {
    Asking { list: use_movie_list(), navigation: use_navigation() }
}

impl Asking {
    fn query<T>(self, read: impl FnOnce(&MoviesQuery) -> T) -> T {
        self.list.address.with(|address| read(&address.query))
    }

    fn ask(self, change: impl FnOnce(&mut MoviesQuery)) {
        self.go(&self.list.address.get_untracked().with(change));
    }

    fn go(self, address: &Address) {
        self.navigation.push_in_place(&address.to_url());
    }
}

/// All filters, and the order.
#[component]
pub fn Filters(list: MovieList) -> impl IntoView {
    let asking = use_asking();
    let open = RwSignal::new(false);
    let count = move || list.address.with(Address::filter_count);
    view! {
        <div class="filters" class:is-open=move || open.get()>
            <StatusChips asking />
            <button
                type="button"
                class="chip filters-toggle"
                aria-expanded=move || open.get().to_string()
                aria-controls="filter-panel"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="sliders" /><span>"Filter and sort"</span>
                {live(move || (count() > 0).then(|| view! { <span class="badge">{count()}</span> }))}
            </button>
            <div class="filter-panel" id="filter-panel">
                <LabelFilters asking />
                <NumberFilters asking />
                <SortSelect asking />
                <When holds=move || asking.query(MoviesQuery::is_filtered)>
                    <button type="button" class="chip is-quiet" on:click=move |_| asking.go(&list.address.get_untracked().unfiltered())>
                        <Icon name="x" />"Clear"
                    </button>
                </When>
            </div>
        </div>
    }
}

#[component]
fn StatusChips(asking: Asking) -> impl IntoView {
    let chip = move |(status, name): (Option<Status>, &'static str)| {
        let pressed = move || (asking.query(|query| query.status) == status).to_string();
        view! {
            <button type="button" class="chip" aria-pressed=pressed on:click=move |_| asking.ask(|query| query.status = status)>
                {name}
            </button>
        }
    };
    view! { <div class="chips" role="group" aria-label="Show">{STATUSES.map(chip).collect_view()}</div> }
}

/// The labels as choices; the one that is set is among them even if no film has it any more.
fn label_choices(any: &str, labels: Vec<Label>, chosen: Option<String>) -> Vec<Choice> {
    let missing = chosen.filter(|chosen| !labels.iter().any(|label| label.name == *chosen));
    let known = labels.into_iter().map(|label| {
        let text = format!("{} ({})", label.name, counts::grouped(label.movie_count));
        (label.name, text)
    });
    let first = [(String::new(), any.to_owned())];
    first.into_iter().chain(missing.map(|name| (name.clone(), name))).chain(known).collect()
}

fn some_text(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[component]
fn LabelFilters(asking: Asking) -> impl IntoView {
    let labels = use_labels();
    let genre = move || asking.query(|query| query.genre.clone());
    let tag = move || asking.query(|query| query.tag.clone());
    view! {
        <Select
            label="Genre"
            id="filter-genre"
            value=Signal::derive(move || genre().unwrap_or_default())
            choices=Signal::derive(move || label_choices("Any genre", labels.genres(), genre()))
            on_change=move |name| asking.ask(|query| query.genre = some_text(name))
        />
        <When holds=move || !labels.tags().is_empty() || tag().is_some()>
            <Select
                label="Tag"
                id="filter-tag"
                value=Signal::derive(move || tag().unwrap_or_default())
                choices=Signal::derive(move || label_choices("Any tag", labels.tags(), tag()))
                on_change=move |name| asking.ask(|query| query.tag = some_text(name))
            />
        </When>
    }
}

fn rating_choices() -> Vec<Choice> {
    let any = (String::new(), "Any rating".to_owned());
    let at_least = |half_stars| {
        let stars = counts::half(half_stars);
        let text = match half_stars {
            10 => "5 stars".to_owned(),
            2 => "1 star or more".to_owned(),
            _ => format!("{stars} stars or more"),
        };
        (half_stars.to_string(), text)
    };
    [any].into_iter().chain((2..=10).rev().map(at_least)).collect()
}

#[component]
fn NumberFilters(asking: Asking) -> impl IntoView {
    let year = move || asking.query(|query| query.year.map(|year| year.to_string()).unwrap_or_default());
    let rating = move || {
        asking.query(|query| query.rating_min.map(|rating| rating.half_stars().to_string()).unwrap_or_default())
    };
    view! {
        <span class="year-filter" class:is-set=move || !year().is_empty()>
            <label class="visually-hidden" for="filter-year">"Year"</label>
            <input
                id="filter-year"
                type="text"
                inputmode="numeric"
                maxlength="4"
                placeholder="Year"
                autocomplete="off"
                prop:value=year
                on:input=move |event| {
                    let text = event_target_value(&event);
                    if text.is_empty() || text.len() == 4 {
                        asking.ask(|query| query.year = text.parse().ok());
                    }
                }
            />
        </span>
        <Select
            label="Minimum rating"
            id="filter-rating"
            value=Signal::derive(rating)
            choices=Signal::stored(rating_choices())
            on_change=move |half_stars: String| asking.ask(|query| {
                query.rating_min = half_stars.parse().ok().and_then(Rating::from_half_stars);
            })
        />
    }
}

#[component]
fn SortSelect(asking: Asking) -> impl IntoView {
    let sort = move || asking.query(|query| query.sort);
    let name = |by: SortBy| Sort { by, descending: false }.to_string();
    let choices: Vec<Choice> = SORTS.iter().map(|(by, text)| (name(*by), (*text).to_owned())).collect();
    let turned = move || if sort().descending { "down-long" } else { "up-long" };
    view! {
        <span class="sort">
            <span class="sort-label" aria-hidden="true">"Sort by"</span>
            <Select
                label="Sort by"
                id="sort-by"
                value=Signal::derive(move || name(sort().by))
                choices=Signal::stored(choices)
                on_change=move |chosen: String| {
                    if let Ok(chosen) = chosen.parse::<Sort>() {
                        asking.go(&asking.list.address.get_untracked().sorted_by(chosen.by));
                    }
                }
            />
            <button
                type="button"
                class="chip is-icon"
                id="sort-direction"
                aria-label=move || format!("Order: {}. Reverse", direction(sort()))
                title=move || direction(sort())
                on:click=move |_| asking.go(&asking.list.address.get_untracked().sorted_by(sort().by))
            >
                {live(move || view! { <Icon name=turned() /> })}
            </button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_no_film_has_any_more_can_still_be_seen_and_unset() {
        let labels = vec![Label { name: "Drama".to_owned(), movie_count: 1200 }];
        let choices = label_choices("Any genre", labels, Some("Noir".to_owned()));
        let texts: Vec<_> = choices.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(texts, [("", "Any genre"), ("Noir", "Noir"), ("Drama", "Drama (1,200)")]);
    }

    #[test]
    fn ratings_are_offered_from_the_best_down() {
        let choices = rating_choices();
        assert_eq!(choices[1], ("10".to_owned(), "5 stars".to_owned()));
        assert_eq!(choices[2], ("9".to_owned(), "4.5 stars or more".to_owned()));
        assert_eq!(choices.len(), 10);
    }
}
