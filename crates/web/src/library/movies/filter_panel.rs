//! The panel in which filters are set. It is opened by few visits, so it is loaded with the rest of the library.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

use super::asking::Asking;
use super::facets::{Facet, facets};
use super::filter_choices::{
    LIKED, ON_SERVICES, WATCHED, decade, decade_choices, fixed, liked, on_services, rating, rating_choices, runtime,
    runtime_choices, set_decade, set_liked, set_on_services, set_rating, set_runtime, set_watched, watched,
};
use super::list_filter::ListFilter;
use crate::kit::counts;
use crate::library::context::use_labels;
use crate::library::labels::LabelList;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use crate::ui::select::{Choice, Select};
use domain::library::labels::Label;
use domain::library::movies_query::{Match, MoviesQuery};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Makes the panel.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
pub fn panel(asking: Asking) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Panel asking /> }.into_any())
}

/// Makes the row of the filters that are set.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_set_filters))]
pub fn set_filters(asking: Asking) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SetFilters asking /> }.into_any())
}

/// The filters that are set, each with a button that takes it away.
#[component]
fn SetFilters(asking: Asking) -> impl IntoView {
    let set = Memo::new(move |_| {
        asking.query(|query| facets(query).into_iter().map(|it| (it.text(query), it)).collect::<Vec<_>>())
    });
    let chip = move |(text, facet): (String, Facet)| {
        let name = format!("Remove the filter {text}");
        view! {
            <li>
                <button type="button" class="chip is-set" aria-label=name on:click=move |_| asking.ask(|query| facet.remove(query))>
                    <span dir="auto">{text}</span><Icon name="x" />
                </button>
            </li>
        }
    };
    view! {
        <When holds=move || set.with(|set| !set.is_empty())>
            <ul class="chips set-filters" aria-label="Filters that are set">
                {live(move || set.get().into_iter().map(chip).collect_view())}
                <li>
                    <button
                        type="button"
                        class="chip is-quiet"
                        on:click=move |_| asking.ask(|query| facets(&query.clone()).iter().for_each(|facet| facet.remove(query)))
                    >
                        "Clear all"
                    </button>
                </li>
            </ul>
        </When>
    }
}

#[component]
fn Panel(asking: Asking) -> impl IntoView {
    let labels = use_labels();
    view! {
        <div class="filter-fields">
            <LabelFilter asking labels=labels.genres title="Genres" id="filter-genre" names=|query| &mut query.genres which=|query| &mut query.genre_match />
            <LabelFilter asking labels=labels.tags title="Tags" id="filter-tag" names=|query| &mut query.tags which=|query| &mut query.tag_match />
            <YearFilter asking title="Year" id="filter-year" read=|query| query.year.map(|year| year.to_string()) write=|query, year| query.year = year.parse().ok() />
            <ChoiceFilter asking title="Decade" id="filter-decade" choices=decade_choices() read=decade write=set_decade />
            <ChoiceFilter asking title="Runtime" id="filter-runtime" choices=runtime_choices() read=runtime write=set_runtime />
            <ChoiceFilter asking title="Rating" id="filter-rating" choices=rating_choices() read=rating write=set_rating />
            <ChoiceFilter asking title="Like" id="filter-liked" choices=fixed(&LIKED) read=liked write=set_liked />
            <ChoiceFilter asking title="Times watched" id="filter-watched" choices=fixed(&WATCHED) read=watched write=set_watched />
            <YearFilter asking title="Watched in" id="filter-watched-in" read=|query| query.watched_in.map(|date| date.to_string()) write=|query, year| query.watched_in = year.parse().ok() />
            <PlaceFilter asking />
            <ListFilter asking />
            <ChoiceFilter asking title="Services" id="filter-services" choices=fixed(&ON_SERVICES) read=on_services write=set_on_services />
        </div>
    }
}

/// A filter with its name above.
#[component]
fn Titled(title: &'static str, children: Children) -> impl IntoView {
    view! { <div class="field"><span class="field-label" aria-hidden="true">{title}</span>{children()}</div> }
}

/// Chooses one of several values.
#[component]
fn ChoiceFilter(
    asking: Asking,
    title: &'static str,
    id: &'static str,
    choices: Vec<Choice>,
    read: fn(&MoviesQuery) -> String,
    write: fn(&mut MoviesQuery, &str),
) -> impl IntoView {
    view! {
        <Titled title>
            <Select
                label=title
                id
                value=Signal::derive(move || asking.query(read))
                choices=Signal::stored(choices)
                on_change=move |chosen: String| asking.ask(|query| write(query, &chosen))
            />
        </Titled>
    }
}

/// Adds one label after the other; those that are set stand below the panel.
#[component]
fn LabelFilter(
    asking: Asking,
    labels: LabelList,
    title: &'static str,
    id: &'static str,
    names: fn(&mut MoviesQuery) -> &mut Vec<String>,
    which: fn(&mut MoviesQuery) -> &mut Match,
) -> impl IntoView {
    let set = move || asking.query(|query| names(&mut query.clone()).clone());
    let choices = move || label_choices(labels.all(), &set());
    let matching = move || asking.query(|query| *which(&mut query.clone()));
    let has_several = move || set().len() > 1;
    let turn = move |_| {
        let next = if matching() == Match::All { Match::Any } else { Match::All };
        asking.ask(|query| *which(query) = next);
    };
    view! {
        <Titled title>
            <Select
                label=title
                id
                value=Signal::stored(String::new())
                choices=Signal::derive(choices)
                on_change=move |name: String| asking.ask(|query| names(query).push(name))
            />
            <When holds=has_several>
                <button type="button" class="chip is-quiet" on:click=turn>
                    {words(move || if matching() == Match::All { "Match all" } else { "Match any" })}
                </button>
            </When>
        </Titled>
    }
}

/// The labels that can be added.
fn label_choices(labels: Vec<Label>, set: &[String]) -> Vec<Choice> {
    let first = (String::new(), if set.is_empty() { "Any" } else { "Add another" }.to_owned());
    let rest = labels.into_iter().filter(|label| label.movie_count > 0 && !set.contains(&label.name)).map(|label| {
        let text = format!("{} ({})", label.name, counts::grouped(label.movie_count));
        (label.name, text)
    });
    [first].into_iter().chain(rest).collect()
}

#[component]
fn YearFilter(
    asking: Asking,
    title: &'static str,
    id: &'static str,
    read: fn(&MoviesQuery) -> Option<String>,
    write: fn(&mut MoviesQuery, &str),
) -> impl IntoView {
    let set = move || asking.query(read).unwrap_or_default();
    let fault = RwSignal::new(false);
    let take = move |text: String| {
        let text = text.trim();
        let is_year = text.len() == 4 && text.parse::<u16>().is_ok();
        fault.set(!is_year && !text.is_empty());
        if is_year || text.is_empty() {
            asking.ask(|query| write(query, text));
        }
    };
    view! {
        <div class="field">
            <label for=id>{title}</label>
            <input
                id=id
                type="text"
                inputmode="numeric"
                maxlength="4"
                placeholder="Any"
                autocomplete="off"
                aria-invalid=move || fault.get().then_some("true")
                aria-describedby=format!("{id}-fault")
                prop:value=set
                on:change=move |event| {
                    let text = event_target_value(&event);
                    // A month that a link asked for stays until something else is typed.
                    if text != set() {
                        take(text);
                    }
                }
                on:input=move |event| {
                    let text = event_target_value(&event);
                    if text.is_empty() || text.len() == 4 {
                        take(text);
                    }
                }
            />
            <p class="field-fault" id=format!("{id}-fault") aria-live="polite">
                {words(move || fault.get().then_some("Enter a year of four digits."))}
            </p>
        </div>
    }
}

#[component]
fn PlaceFilter(asking: Asking) -> impl IntoView {
    let places = use_labels().places;
    let place = move || asking.query(|query| query.place.clone().unwrap_or_default());
    let choices = move || {
        let known = label_choices(places.all(), &[]);
        let is_known = known.iter().any(|(name, _)| *name == place());
        known.into_iter().chain((!is_known).then(|| (place(), place()))).collect::<Vec<_>>()
    };
    view! {
        <Titled title="Place">
            <Select
                label="Place"
                id="filter-place"
                value=Signal::derive(place)
                choices=Signal::derive(choices)
                on_change=move |name: String| asking.ask(|query| query.place = Some(name).filter(|name| !name.is_empty()))
            />
        </Titled>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_set_are_not_offered_again() {
        let label = |name: &str, movie_count| Label { name: name.to_owned(), movie_count };
        let labels = vec![label("Drama", 1200), label("War", 1)];
        let choices = label_choices(labels.clone(), &["Drama".to_owned()]);
        let texts: Vec<_> = choices.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(texts, [("", "Add another"), ("War", "War (1)")]);
        assert_eq!(label_choices(labels, &[])[1].1, "Drama (1,200)");
    }
}
