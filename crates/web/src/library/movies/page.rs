//! The films' page as a whole.

use super::address::View;
use super::filters::Filters;
use super::grid::{Grid, GridSkeleton};
use super::movie_list::{Mode, MovieList};
use super::table;
use crate::base::routes::IMPORTS;
use crate::context::use_navigation;
use crate::kit::browser;
use crate::kit::counts;
use crate::library::context::use_library_state;
use crate::library::context::use_movie_list;
use crate::library::state::Open;
use crate::lists::listing::Phase;
use crate::lists::more::More;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::lazy::lazy;
use crate::ui::live::{When, effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use leptos::prelude::*;

/// What stands in the middle of the page.
#[derive(Clone, PartialEq)]
enum Middle {
    Skeleton,
    Failure(String),
    NoFilms,
    EmptyWatchlist,
    NoMatch,
    Films(View),
}

fn middle(list: MovieList) -> Middle {
    let (empty, address) = (list.films.listing.shown() == 0, list.address.get());
    match list.films.listing.phase() {
        Phase::Failed(reason) => Middle::Failure(reason),
        Phase::Loading if empty => Middle::Skeleton,
        // What films are chosen and put in order in comes with the table.
        _ if !empty => Middle::Films(if list.mode.get() == Mode::Look { address.view } else { View::Table }),
        _ if address.is_filtered() => Middle::NoMatch,
        _ if address.is_watchlist => Middle::EmptyWatchlist,
        _ => Middle::NoFilms,
    }
}

fn title(list: MovieList) -> &'static str {
    if list.address.with(|address| address.is_watchlist) { "Watchlist" } else { "Movies" }
}

/// All films, or those that are asked for.
#[component]
pub fn MoviesPage() -> impl IntoView {
    let list = use_movie_list();
    list.follow();
    effect(move || browser::set_title(title(list)));
    let middle = Memo::new(move |_| middle(list));
    view! {
        <PageHeader list middle />
        <section aria-label="Films" aria-busy=move || (list.films.listing.phase() == Phase::Loading).to_string() class="films">
            {live(move || match middle.get() {
                Middle::Skeleton => view! { <GridSkeleton /> }.into_any(),
                Middle::Failure(reason) => view! {
                    <FailureNotice reason on_retry=move |()| list.films.listing.retry() />
                }.into_any(),
                Middle::NoFilms => view! { <NoFilms /> }.into_any(),
                Middle::Films(View::Grid) => view! { <Grid listing=list.films.listing /> }.into_any(),
                // What is said instead of films comes with the table.
                Middle::EmptyWatchlist | Middle::NoMatch | Middle::Films(View::Table) => lazy(
                    || Box::pin(table::load()),
                    move || Box::pin(table::rows(list)),
                    |trouble| trouble.unwrap_or_else(|| view! { <GridSkeleton /> }.into_any()),
                ).into_any(),
            })}
        </section>
        <When holds=move || matches!(middle.get(), Middle::Films(_))>
            <More list=list.films />
        </When>
    }
}

#[component]
fn PageHeader(list: MovieList, middle: Memo<Middle>) -> impl IntoView {
    let library = use_library_state();
    let count = move || match list.films.listing.phase() {
        Phase::Failed(_) => String::new(),
        _ => list.films.listing.total().filter(|total| *total > 0).map(counts::films).unwrap_or_default(),
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">{words(move || title(list))}</h1>
            <p class="page-count" id="movie-count" role="status">{words(count)}</p>
            <div class="page-actions">
                <ViewSwitch list />
                <button type="button" id="log-movie" class="button is-primary" on:click=move |_| library.open(Open::Log(None))>
                    <Icon name="plus" />"Log a film"
                </button>
            </div>
        </div>
        <When holds=move || !matches!(middle.get(), Middle::NoFilms | Middle::EmptyWatchlist)>
            <Filters list />
        </When>
    }
}

#[component]
fn ViewSwitch(list: MovieList) -> impl IntoView {
    let navigation = use_navigation();
    let button = move |view: View, icon: &'static str, name: &'static str| {
        let pressed = move || (list.address.with(|address| address.view) == view).to_string();
        view! {
            <button
                type="button"
                class="icon-button"
                aria-label=name
                title=name
                aria-pressed=pressed
                on:click=move |_| navigation.push_in_place(&list.address.get_untracked().shown_as(view).to_url())
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="View">
            {button(View::Grid, "grid", "Posters")}
            {button(View::Table, "rows", "Table")}
        </div>
    }
}

#[component]
fn NoFilms() -> impl IntoView {
    let library = use_library_state();
    view! {
        <Notice
            icon="film"
            title="No films yet"
            text="Log a film that you’ve seen or want to see. If you keep your films elsewhere, bring them with you: from Letterboxd, Trakt, IMDb and many more."
        >
            <a class="button" href=IMPORTS>"Import films"</a>
            <Button text="Log your first film" icon="plus" class="is-primary" on_press=move |()| library.open(Open::Log(None)) />
        </Notice>
    }
}
