//! The films of the page: fetched before they are needed, and saved while one goes on.

use super::turns::Turns;
use super::waiting::{TakeBack, Waiting};
use crate::base::navigation::Navigation;
use crate::base::routes::movie_url;
use crate::base::session::Session;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::failures::{describe, is_gone};
use crate::library::context::use_library_state;
use crate::library::state::{Change, LibraryState};
use crate::ui::toasts::Toasts;
use client::{Client, Error};
use domain::catalogue::matches::{MatchCandidate, MatchDraft, MatchField, MovieMatch, differing_fields};
use domain::catalogue::movies::CatalogueQuery;
use domain::ids::{MovieId, UndoId};
use domain::library::movies::MovieSummary;
use domain::pages::PageQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many films are fetched at a time.
const PORTION: u32 = 20;
/// When fewer are left, more are fetched.
const FEW: usize = 10;
/// How many films of the catalogue are offered for a film that was opened by itself.
const OFFERED: u32 = 6;

/// What is shown.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// Nothing was fetched yet.
    Loading,
    /// Nothing can be fetched, and why.
    Failed(String),
    /// A film.
    Film(Box<MovieMatch>),
    /// No film is left.
    Done,
}

/// The films; copies are the same.
#[derive(Clone, Copy)]
pub struct Queue {
    /// The film that is shown.
    pub current: Memo<Option<MovieMatch>>,
    /// The film that was opened by itself.
    pub only: Option<MovieId>,
    waiting: RwSignal<Waiting>,
    failure: RwSignal<Option<String>>,
    is_loading: RwSignal<bool>,
    /// How many there were when the last ones were fetched, that weren't fetched yet.
    unfetched: RwSignal<u64>,
    next: StoredValue<Option<String>>,
    turns: StoredValue<Turns, LocalStorage>,
    /// By value: what is under way when one leaves the page still works with them.
    tools: Tools,
}

/// What the page works with.
#[derive(Clone, Copy)]
struct Tools {
    api: Client<Session>,
    toasts: Toasts,
    library: LibraryState,
    navigation: Navigation,
}

impl Queue {
    /// Fetches the first films, or the one.
    pub fn begin(only: Option<MovieId>) -> Self {
        let waiting = RwSignal::new(Waiting::default());
        let this = Self {
            current: Memo::new(move |_| waiting.with(|waiting| waiting.current().cloned())),
            only,
            waiting,
            failure: RwSignal::new(None),
            is_loading: RwSignal::new(false),
            unfetched: RwSignal::new(0),
            next: StoredValue::new(None),
            turns: StoredValue::new_local(Turns::default()),
            tools: Tools {
                api: use_api(),
                toasts: use_toasts(),
                library: use_library_state(),
                navigation: use_navigation(),
            },
        };
        this.load();
        this
    }

    /// What is shown.
    pub fn stage(self) -> Stage {
        match (self.current.get(), self.failure.get()) {
            (Some(item), _) => Stage::Film(Box::new(item)),
            (None, Some(reason)) => Stage::Failed(reason),
            (None, None) if self.is_loading.get() => Stage::Loading,
            (None, None) => Stage::Done,
        }
    }

    /// How many films are left.
    pub fn count(self) -> u64 {
        self.waiting.with(Waiting::len) as u64 + self.unfetched.get()
    }

    /// Whether something can be taken back.
    pub fn can_undo(self) -> bool {
        self.waiting.with(Waiting::can_undo)
    }

    /// Fetches films from the first on.
    pub fn load(self) {
        self.next.set_value(None);
        self.fetch();
    }

    fn fetch(self) {
        if self.is_loading.get_untracked() {
            return;
        }
        self.is_loading.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let fetched = if let Some(id) = self.only {
                self.fetch_one(id).await.map(|item| (item.into_iter().collect(), None, 0))
            } else {
                let page = PageQuery { limit: PORTION, cursor: self.next.try_get_value().flatten() };
                self.tools.api.list_movie_matches(&page).await.map(|page| (page.items, page.next_cursor, page.total))
            };
            match fetched {
                Ok((items, next, total)) => {
                    self.waiting.try_update(|waiting| waiting.add(items));
                    let here = self.waiting.try_with_untracked(Waiting::len).unwrap_or_default() as u64;
                    self.unfetched.try_set(if next.is_some() { total.saturating_sub(here) } else { 0 });
                    self.next.try_set_value(next);
                }
                Err(error) => drop(self.failure.try_set(Some(describe(&error)))),
            }
            self.is_loading.try_set(false);
        });
    }

    async fn fetch_one(self, id: MovieId) -> Result<Option<MovieMatch>, Error> {
        let movie = MovieSummary::from(self.tools.api.get_movie(id).await?);
        if movie.imdb_id.is_some() || movie.tmdb_id.is_some() {
            return Ok(None);
        }
        let mut search = movie.title.clone();
        if let Some(year) = movie.year {
            search = format!("{search} {year}");
        }
        let mut found = self.search(&movie, search).await?;
        if found.is_empty() {
            found = self.search(&movie, movie.title.clone()).await?;
        }
        Ok(Some(MovieMatch { movie, candidates: found }))
    }

    /// The films of the catalogue that fit a search, as candidates of a film.
    pub async fn search(self, movie: &MovieSummary, search: String) -> Result<Vec<MatchCandidate>, Error> {
        let found = self.tools.api.list_catalogue_movies(&CatalogueQuery { search, limit: Some(OFFERED) }).await?.items;
        let candidate = |other| MatchCandidate { differing_fields: differing_fields(movie, &other), movie: other };
        Ok(found.into_iter().map(candidate).collect())
    }

    fn fetch_soon(self) {
        let is_few = self.waiting.with_untracked(|waiting| waiting.len() < FEW);
        if is_few && self.next.with_value(Option::is_some) {
            self.fetch();
        }
    }

    /// Goes on to the next film; this one comes last.
    pub fn skip(self) {
        self.waiting.update(Waiting::skip);
    }

    /// Says which film it is, and goes on.
    pub fn take(self, candidate: String, fields: &[MatchField]) {
        let draft = MatchDraft { candidate, fields: fields.iter().map(|field| field.as_str().to_owned()).collect() };
        self.decide(async move |id| {
            let matched = self.tools.api.match_movie(id, &draft).await?;
            self.tools.library.tell(matched.movie.into());
            Ok(matched.undo)
        });
    }

    /// Says that it is none of those, and goes on.
    pub fn dismiss(self) {
        self.decide(async move |id| Ok(Some(self.tools.api.dismiss_movie_match(id).await?.undo)));
    }

    fn decide(self, save: impl AsyncFnOnce(MovieId) -> Result<Option<UndoId>, Error> + 'static) {
        let Some(item) = self.waiting.try_update(Waiting::decide).flatten() else { return };
        self.fetch_soon();
        let Some(turns) = self.turns.try_get_value() else { return };
        let (id, title) = (item.movie.id, item.movie.title);
        let own = turns.clone();
        spawn_local(turns.in_turn(id, async move {
            // It was taken back before its turn came.
            if own.take_unwanted(id) {
                return;
            }
            let saved = save(id).await;
            if own.take_unwanted(id) {
                // What wasn't saved needs no taking back.
                if let Ok(Some(undo)) = saved {
                    self.take_back(undo).await;
                }
                return;
            }
            match saved {
                Ok(undo) => self.saved(id, undo),
                // It was deleted elsewhere; there is nothing to be decided any more.
                Err(error) if is_gone(&error) => drop(self.waiting.try_update(|waiting| waiting.gone(id))),
                Err(error) => {
                    self.waiting.try_update(|waiting| waiting.failed(id));
                    self.tools.toasts.fail(format!("“{title}” wasn’t saved. {}", reason(&error)));
                }
            }
        }));
    }

    fn saved(self, id: MovieId, undo: Option<UndoId>) {
        let is_here = self.waiting.try_update(|waiting| waiting.saved(id, undo)).is_some();
        // People who left the page meanwhile stay where they are.
        if is_here && self.only.is_some() {
            self.tools.navigation.replace(&movie_url(id));
        }
    }

    /// Takes back what was decided last.
    pub fn undo(self) {
        let Some(turns) = self.turns.try_get_value() else { return };
        match self.waiting.try_update(Waiting::undo).flatten() {
            // What is decided about the film next must come after it.
            Some(TakeBack::Undo(id, undo)) => spawn_local(turns.in_turn(id, self.take_back(undo))),
            Some(TakeBack::Later(id)) => turns.unwant(id),
            Some(TakeBack::Nothing) | None => {}
        }
    }

    async fn take_back(self, undo: UndoId) {
        match self.tools.api.undo(undo).await {
            Ok(()) => self.tools.library.tell(Change::Added),
            Err(error) => self.tools.toasts.fail(describe(&error)),
        }
    }
}

/// Why something isn't possible: what is wrong with what was sent, or else what happened.
pub fn reason(error: &Error) -> String {
    let fault = match error {
        Error::Problem(problem) => problem.errors.iter().next().map(|fault| fault.message.clone()),
        _ => None,
    };
    fault.unwrap_or_else(|| describe(error))
}
