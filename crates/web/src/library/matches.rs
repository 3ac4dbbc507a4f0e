//! The page “To be checked”: films one by one beside those of the catalogue that they may be, quickly by keyboard.

mod candidates;
mod queue;
pub mod section;
mod turns;
mod waiting;

use crate::base::routes::{IMPORTS, MATCHES, movie_url};
use crate::context::use_navigation;
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::dates;
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use candidates::Candidates;
use domain::catalogue::matches::MovieMatch;
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use leptos::ev;
use leptos::prelude::*;
use queue::{Queue, Stage};
use section::MatchingSection;

/// Where the focus is while one decides.
const HEADING: &str = "#match-title";

/// The page.
#[component]
pub fn MatchesPage() -> impl IntoView {
    browser::set_title("To be checked");
    let navigation = use_navigation();
    let only = navigation.location().value("movie").and_then(|id| id.parse().ok());
    let queue = Queue::begin(only);
    // The film is another one: a screen reader says which.
    effect(move || {
        if queue.current.with(Option::is_some) {
            browser::focus_soon(HEADING);
        }
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        // A key that is held decides about one film, not about all that follow.
        if event.default_prevented() || event.repeat() || !browser::is_shortcut(&event) {
            return;
        }
        // On a button, Enter presses it.
        let is_button = || browser::focused().is_some_and(|it| it.matches("button, a, input").unwrap_or(false));
        match event.key().as_str() {
            "Enter" if !is_button() => browser::find("#match-candidates .match-take").map(|button| button.click()),
            "/" => browser::find("#search").map(|field| browser::focus(&field)),
            _ => return,
        };
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
    // What is fetched behind it must not show the film anew: what was ticked would be lost.
    let stage = Memo::new(move |_| queue.stage());
    let count = move || {
        let count = queue.count();
        (only.is_none() && count > 0).then(|| format!("{} to check", counts::films(count)))
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">{if only.is_some() { "Find in the catalogue" } else { "To be checked" }}</h1>
            <p class="page-count" role="status">{words(count)}</p>
        </div>
        {live(move || match stage.get() {
            Stage::Loading => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
            Stage::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| queue.load() /> }.into_any(),
            Stage::Film(item) => view! { <Check item=*item queue /> }.into_any(),
            Stage::Done if only.is_some() => view! {
                <Notice icon="film" title="This film already has an ID" text="Only films without an IMDb or TMDB ID need to be found in the catalogue.">
                    <a class="button is-primary" href="/movies">"All films"</a>
                </Notice>
            }.into_any(),
            Stage::Done => view! { <Nothing queue /> }.into_any(),
        })}
    }
}

/// Says that there are no films to check, or none left.
#[component]
fn Nothing(queue: Queue) -> impl IntoView {
    let undo = move || {
        queue.can_undo().then(|| view! {
            <button type="button" class="button" aria-keyshortcuts="u" on:click=move |_| queue.undo()>"Undo last decision"<kbd>"U"</kbd></button>
        })
    };
    view! {
        <Notice icon="check" title="Nothing to check" text="Films without an ID that may match something in the catalogue appear here.">
            {live(undo)}
            <a class="button" href=IMPORTS>"Import and export"</a>
            <a class="button is-primary" href="/movies">"All films"</a>
        </Notice>
        <MatchingSection on_finished=move |()| queue.load() />
    }
}

/// A film beside those that it may be.
#[component]
fn Check(item: MovieMatch, queue: Queue) -> impl IntoView {
    let is_only = queue.only.is_some();
    let back = movie_url(item.movie.id);
    let movie = item.movie.clone();
    view! {
        <div class="match">
            <section class="match-own" aria-labelledby="match-title">
                <p class="match-label">"Your film"</p>
                <OwnFilm movie />
            </section>
            <Candidates item queue />
        </div>
        <div class="match-bar">
            {if is_only {
                view! { <a class="button" href=back>"Cancel"</a> }.into_any()
            } else {
                view! {
                    <Key key="s" label="Skip" on_press=move |()| queue.skip() />
                    <Key key="x" label="None of these" on_press=move |()| queue.dismiss() />
                    {live(move || queue.can_undo().then(|| view! { <Key key="u" label="Undo" on_press=move |()| queue.undo() /> }))}
                    <p class="match-keys quiet" aria-hidden="true">
                        <kbd>"1"</kbd>"–"<kbd>"6"</kbd>" or "<kbd>"Enter"</kbd>" chooses a film, "<kbd>"/"</kbd>" searches the catalogue"
                    </p>
                }.into_any()
            }}
        </div>
    }
}

/// A button that says which key presses it.
#[component]
fn Key(key: &'static str, label: &'static str, #[prop(into)] on_press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="button" aria-keyshortcuts=key on:click=move |_| on_press.run(())>
            {label}<kbd aria-hidden="true">{key.to_ascii_uppercase()}</kbd>
        </button>
    }
}

#[component]
fn OwnFilm(movie: MovieSummary) -> impl IntoView {
    let url = movie_url(movie.id);
    let seen = match (movie.watched_on, movie.watch_count) {
        (Some(date), _) => Some(format!("Watched {}", watch_dates::in_short(date))),
        (None, 0) => movie.on_watchlist.then(|| "On your watchlist".to_owned()),
        (None, _) => Some("Watched".to_owned()),
    };
    let facts = [
        movie.original_title.clone(),
        (!movie.directors.is_empty()).then(|| movie.directors.join(", ")),
        movie.runtime_minutes.map(dates::runtime),
        (!movie.genres.is_empty()).then(|| movie.genres.join(", ")),
        seen,
    ];
    let year = movie.year.map_or_else(|| "No year".to_owned(), |year| year.to_string());
    view! {
        <div class="match-film">
            <div class="match-poster"><Poster id=movie.id title=movie.title.clone() url=movie.poster_url /></div>
            <div class="match-text">
                <h2 id="match-title" tabindex="-1"><bdi>{movie.title}</bdi>" "<span class="match-year">{year}</span></h2>
                {facts.into_iter().flatten().map(|fact| view! { <p dir="auto">{fact}</p> }).collect_view()}
                <a class="match-open" href=url>"Open film"<Icon name="right" /></a>
            </div>
        </div>
    }
}

/// The address of the page for one film alone.
pub fn find_url(movie: MovieId) -> String {
    format!("{MATCHES}?movie={movie}")
}
