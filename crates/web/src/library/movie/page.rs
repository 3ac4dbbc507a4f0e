//! A film's own page.

use super::backdrop::Backdrop;
use super::facts::Facts;
use super::images::{self, ImageForm};
use super::neighbours::Neighbours;
use super::rating_history::RatingHistory;
use super::tags::Tags;
use super::watches::Watches;
use super::where_to_watch::WhereToWatch;
use crate::base::routes::{HOME, Route};
use crate::context::use_api;
use crate::context::use_navigation;
use crate::kit::browser;
use crate::kit::failures::{describe, is_gone};
use crate::kit::tasks::Task;
use crate::library::context::use_actions;
use crate::library::context::use_library_state;
use crate::library::context::use_movie_list;
use crate::library::lists::MovieLists;
use crate::library::matches::find_url;
use crate::library::poster::Poster;
use crate::library::state::{Change, LongTexts, Open, Texts};
use crate::ui::button::Button;
use crate::ui::heart::HeartInput;
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::stars::StarInput;
use domain::ids::MovieId;
use domain::library::images::ImageKind;
use domain::library::movies::MovieSummary;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// What is known of the film.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Failed,
    Missing,
    Ready,
}

/// All that is kept of one film; without an id, that there is no such film.
#[component]
pub fn MoviePage(id: Option<MovieId>) -> impl IntoView {
    let navigation = use_navigation();
    let known = id.and_then(|id| use_movie_list().find(id));
    let stage = RwSignal::new(if id.is_none() {
        Stage::Missing
    } else if known.is_some() {
        Stage::Ready
    } else {
        Stage::Loading
    });
    let shown = Shown { summary: RwSignal::new(known), texts: RwSignal::default() };
    let reason = RwSignal::new(String::new());
    if let Some(id) = id {
        follow(id, stage, shown, reason);
    }
    effect(move || {
        let title = shown.summary.with(|movie| movie.as_ref().map(|movie| movie.title.clone()));
        browser::set_title(title.as_deref().filter(|_| stage.get() == Stage::Ready).unwrap_or("Film"));
    });
    // Fetching a film that is shown already must not show it anew: the focus would be lost.
    let settled = Memo::new(move |_| stage.get());
    let retry = move |()| {
        if let Some(id) = id {
            follow(id, stage, shown, reason);
        }
    };
    view! {
        <div class="film-page-way">
            <a class="back-link" href="/movies" on:click=move |event| navigation.go_back_to(Route::Movies, &event)><Icon name="left" />"Movies"</a>
            {id.map(|id| view! { <Neighbours id /> })}
        </div>
        {live(move || match (settled.get(), shown.summary.get_untracked()) {
            (Stage::Ready, Some(first)) => view! { <Film shown first /> }.into_any(),
            (Stage::Failed, _) => view! { <FailureNotice reason on_retry=retry /> }.into_any(),
            (Stage::Missing, _) => view! {
                <Notice icon="film" title="Film not found" text="This film doesn’t exist or was deleted. Deleted films stay in the trash for 30 days.">
                    <a class="button" href="/trash">"Open trash"</a>
                    <a class="button is-primary" href="/movies">"All films"</a>
                </Notice>
            }.into_any(),
            _ => view! { <Skeleton /> }.into_any(),
        })}
    }
}

/// Fetches the film, and hears of its changes.
fn follow(id: MovieId, stage: RwSignal<Stage>, shown: Shown, reason: RwSignal<String>) {
    let (api, navigation) = (use_api(), use_navigation());
    if stage.get_untracked() == Stage::Failed {
        stage.set(Stage::Loading);
    }
    let fetching = StoredValue::new_local(None::<Task>);
    let fetch = move || {
        let task = Task::spawn(async move {
            match api.get_movie(id).await {
                Ok(fetched) => {
                    let (summary, texts) = Texts::split(fetched);
                    shown.show_texts(summary.version, texts);
                    shown.show(summary);
                    stage.set(Stage::Ready);
                }
                Err(error) if is_gone(&error) => stage.set(Stage::Missing),
                Err(error) if shown.summary.with_untracked(Option::is_none) => {
                    reason.set(describe(&error));
                    stage.set(Stage::Failed);
                }
                Err(_) => {}
            }
        });
        fetching.set_value(Some(task));
    };
    fetch();
    use_library_state().on_change(move |change| match change {
        // It may have come back from the trash.
        Change::Changed(changed, texts) if changed.id == id => {
            match texts {
                LongTexts::Same => {}
                LongTexts::Unknown => fetch(),
                LongTexts::Known(texts) => shown.show_texts(changed.version, texts),
            }
            shown.show(*changed);
            stage.set(Stage::Ready);
        }
        // What became of it, and how to undo that, is said in a message.
        Change::Gone(gone) if gone == id => navigation.replace(HOME),
        Change::Added => fetch(),
        _ => {}
    });
}

/// The film that the page shows. A list knows it without its long texts, which are shown when it was fetched.
#[derive(Clone, Copy)]
struct Shown {
    summary: RwSignal<Option<MovieSummary>>,
    /// With the version of the film that had them.
    texts: RwSignal<(i64, Texts)>,
}

impl Shown {
    /// Shows the film like this, unless a newer version is shown: an answer that was long on its way would undo what was
    /// changed meanwhile.
    fn show(self, movie: MovieSummary) {
        if self.summary.with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.version <= movie.version)) {
            self.summary.set(Some(movie));
        }
    }

    fn show_texts(self, version: i64, texts: Texts) {
        if self.texts.with_untracked(|shown| shown.0 <= version) {
            self.texts.set((version, texts));
        }
    }
}

#[component]
fn Film(shown: Shown, first: MovieSummary) -> impl IntoView {
    // While this is shown there is a film; the first one stands in for none.
    let movie = Memo::new(move |_| shown.summary.get().unwrap_or_else(|| first.clone()));
    let title = Memo::new(move |_| movie.with(|movie| movie.title.clone()));
    let poster = Memo::new(move |_| movie.with(|movie| movie.poster_url.clone()));
    let id = movie.with_untracked(|movie| movie.id);
    let dialog = RwSignal::new(None::<ImageKind>);
    let close = Callback::new(move |()| dialog.set(None));
    let poster_text = move || movie.with(|movie| images::title(ImageKind::Poster, movie));
    view! {
        <article class="film-page">
            <Backdrop movie />
            <div class="film-page-poster">
                <Poster id title url=poster is_large=true />
                <button type="button" class="icon-button poster-change" aria-label=poster_text title=poster_text on:click=move |_| dialog.set(Some(ImageKind::Poster))>
                    <Icon name="pencil" />
                </button>
                <button type="button" class="button backdrop-change" on:click=move |_| dialog.set(Some(ImageKind::Backdrop))>
                    {words(move || movie.with(|movie| images::title(ImageKind::Backdrop, movie)))}
                </button>
            </div>
            <div class="film-page-text">
                <div class="film-page-head">
                    <h1 tabindex="-1" dir="auto">{words(move || title.get())}</h1>
                    <Facts movie />
                </div>
                <MainActions movie />
                <Tags movie />
                <TextSections texts=shown.texts />
                <WhereToWatch movie />
                <MovieLists movie=id />
                <Watches movie />
                <RatingHistory movie />
            </div>
            {live(move || dialog.get().map(|kind| view! { <ImageForm movie kind on_close=close /> }))}
        </article>
    }
}

#[component]
fn MainActions(movie: Memo<MovieSummary>) -> impl IntoView {
    let (actions, library) = (use_actions(), use_library_state());
    let id = movie.with_untracked(|movie| movie.id);
    let saved = move || movie.with(|movie| movie.rating.map_or(0, Rating::half_stars));
    let rating = Signal::derive(move || actions.unsaved_rating(id).unwrap_or_else(saved));
    let liked = Signal::derive(move || movie.with(|movie| movie.liked));
    let wanted = move || movie.with(|movie| movie.on_watchlist);
    let has_no_id = move || movie.with(|movie| movie.imdb_id.is_none() && movie.tmdb_id.is_none());
    let with_movie = move |open: fn(Box<MovieSummary>) -> Open| library.open(open(Box::new(movie.get_untracked())));
    view! {
        <div class="film-page-rating">
            <span class="field-label" aria-hidden="true">"Your rating"</span>
            <div class="rating-line">
                <StarInput value=rating on_change=move |value| actions.rate(id, value) />
                <HeartInput value=liked on_change=move |liked| actions.set_liked(id, liked) />
            </div>
        </div>
        <div class="film-page-actions">
            <Button key="l" text="Log" icon="plus" class="is-primary" on_press=move |()| with_movie(|movie| Open::Log(Some(movie))) />
            <button
                type="button"
                class="button"
                aria-keyshortcuts="w"
                aria-pressed=move || wanted().to_string()
                on:click=move |_| actions.set_watchlist(movie.get_untracked(), !movie.with_untracked(|movie| movie.on_watchlist))
            >
                {live(move || view! { <Icon name=if wanted() { "bookmark-full" } else { "bookmark" } /> })}
                "Watchlist"
            </button>
            {live(move || has_no_id().then(|| {
                let url = find_url(id);
                view! { <a class="button" href=url><Icon name="film" />"Find in the catalogue"</a> }
            }))}
            <Button key="e" text="Edit" icon="pencil" on_press=move |()| library.open(Open::Edit(id)) />
            <Button key="Delete" text="Delete" icon="trash" on_press=move |()| with_movie(Open::Delete) />
        </div>
    }
}

#[component]
fn TextSections(texts: RwSignal<(i64, Texts)>) -> impl IntoView {
    let texts = Memo::new(move |_| texts.get().1);
    let text = |title: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <section class="film-page-section">
                    <h2>{title}</h2>
                    <p class="prose" dir="auto">{text}</p>
                </section>
            }
        })
    };
    view! {
        {live(move || text("Overview", texts.get().overview))}
        {live(move || text("Notes", texts.get().notes))}
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">"Loading the film…"</p>
        <div class="film-page is-skeleton" aria-hidden="true">
            <div class="film-page-poster"><div class="poster"></div></div>
            <div class="film-page-text">
                <div class="skeleton-line is-title"></div>
                <div class="skeleton-line"></div>
                <div class="skeleton-line is-short"></div>
            </div>
        </div>
    }
}
