//! Films as rows.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

use super::address::View;
use super::arranging::ArrangeList;
use super::choosing::{ChoiceBar, ChoiceGrid, ChoiceMark, Choosing, press};
use super::movie_actions::MovieActions;
use super::movie_list::{Mode, MovieList};
use super::notices::notice;
use crate::base::routes::movie_url;
use crate::context::use_navigation;
use crate::library::watch_dates;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, When, live, words};
use crate::ui::stars::Stars;
use domain::library::movies::MovieSummary;
use domain::library::movies_query::SortBy;
use domain::library::ratings::Rating;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// The films as rows, or as posters to choose from; without any, what is said instead. Few look at them first, so they are loaded with the rest of the
/// library.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
pub fn rows(list: MovieList) -> Result<AnyView, SplitLoaderError> {
    let has_films = untrack(|| list.films.listing.shown() > 0);
    Ok(if has_films { view! { <Rows list /> }.into_any() } else { notice(list) })
}

#[component]
fn Rows(list: MovieList) -> impl IntoView {
    let choosing = Choosing::of(list);
    let is = move |mode: Mode| list.mode.get() == mode;
    let is_table = move || list.address.with(|address| address.view == View::Table) || is(Mode::Look);
    let rows = move || view! { <Table list choosing /> };
    let cards = move || view! { <ChoiceGrid choosing /> };
    view! {
        <When holds=move || is(Mode::Arrange) otherwise=move || view! {
            <When holds=is_table otherwise=cards>{rows()}</When>
        }>
            <ArrangeList list />
        </When>
        <When holds=move || is(Mode::Choose)><ChoiceBar choosing /></When>
    }
}

/// The films as rows; the headings sort them.
#[component]
fn Table(list: MovieList, choosing: Choosing) -> impl IntoView {
    let is_choosing = Signal::derive(move || list.mode.get() == Mode::Choose);
    view! {
        <div class="table-frame" on:keydown=move |event| press(choosing, &event)>
            <table class="table" id="movie-table">
                <caption class="visually-hidden">"Your films"</caption>
                <thead>
                    <tr>
                        <When holds=is_choosing>
                            <th scope="col" class="is-choice"><span class="visually-hidden">"Selection"</span></th>
                        </When>
                        <SortHeader list by=SortBy::Title text="Title" class="is-title" />
                        <SortHeader list by=SortBy::Year text="Year" class="is-year" />
                        <SortHeader list by=SortBy::WatchedOn text="Watched on" class="is-watched" />
                        <th scope="col" class="is-genres">"Genres"</th>
                        <SortHeader list by=SortBy::Rating text="Rating" class="is-rating" />
                        <th scope="col" class="is-actions"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody
                    id="movie-rows"
                    data-arrows=move || (!is_choosing.get()).then_some("")
                    tabindex=move || (!is_choosing.get()).then_some("0")
                >
                    <Each parts=list.films.listing.parts(move |movie| view! { <TableRow movie choosing is_choosing /> }.into_any()) />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn SortHeader(list: MovieList, by: SortBy, text: &'static str, class: &'static str) -> impl IntoView {
    let navigation = use_navigation();
    let order = move || {
        let sort = list.address.with(|address| address.query.order());
        (sort.by == by).then_some(if sort.descending { "descending" } else { "ascending" })
    };
    let arrow = move || {
        order().map(|order| view! { <Icon name=if order == "descending" { "down-long" } else { "up-long" } /> })
    };
    view! {
        <th scope="col" class=class aria-sort=order>
            <button
                type="button"
                on:click=move |_| navigation.push_in_place(&list.address.get_untracked().sorted_by(by).to_url())
            >
                {text} {live(arrow)}
            </button>
        </th>
    }
}

#[component]
fn TableRow(movie: RwSignal<MovieSummary>, choosing: Choosing, is_choosing: Signal<bool>) -> impl IntoView {
    let id = movie.with_untracked(|movie| movie.id);
    let title = move || movie.with(|movie| movie.title.clone());
    let year = move || movie.with(|movie| movie.year.map(|year| year.to_string()));
    let watched_on = move || {
        movie.with(|movie| match (movie.watched_on, movie.watch_count) {
            (Some(date), _) => watch_dates::in_short(date),
            (None, 0) => String::new(),
            (None, _) => "Date unknown".to_owned(),
        })
    };
    let genres = move || movie.with(|movie| movie.genres.join(", "));
    let rating = Signal::derive(move || movie.with(|movie| movie.rating.map_or(0, Rating::half_stars)));
    view! {
        <tr>
            <When holds=is_choosing><td class="is-choice"><ChoiceMark choosing movie /></td></When>
            <th scope="row" class="is-title">
                <a href=movie_url(id) data-stop="" tabindex="-1" dir="auto">{words(title)}</a>
                <span class="table-under" aria-hidden="true">{words(year)}<Stars value=rating /></span>
            </th>
            <td class="is-year">{words(year)}</td>
            <td class="is-watched">{words(watched_on)}</td>
            <td class="is-genres" dir="auto">{words(genres)}</td>
            <td class="is-rating"><Stars value=rating /></td>
            <td class="is-actions"><MovieActions movie /></td>
        </tr>
    }
}
