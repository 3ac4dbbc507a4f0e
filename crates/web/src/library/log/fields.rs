//! The fields of the dialog in which a film is logged.

use super::choice::FilmChoice;
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::request_key::RequestKey;
use crate::library::drafts::Kept;
use crate::library::movie::Values;
use crate::library::watch_date::{Known, WatchDateFields};
use crate::library::watch_fields::Typed;
use domain::field_errors::FieldErrors;
use domain::ids::MovieId;
use domain::library::log::LogDraft;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many texts come before those of the watch.
const BEFORE_WATCH: usize = 3;

/// What is typed in the dialog; copies are the same.
#[derive(Clone, Copy)]
pub struct Fields {
    /// Which film it is.
    pub film: FilmChoice,
    /// The watch.
    pub watch: Typed,
    /// Tags for the film.
    pub tags: RwSignal<Vec<String>>,
}

impl Fields {
    /// Nothing is typed yet.
    pub fn of(movie: Option<MovieSummary>) -> Self {
        Self { film: FilmChoice::new(movie), watch: Typed::of(None), tags: RwSignal::default() }
    }

    /// All of it as texts.
    pub fn texts(self) -> Vec<String> {
        let chosen = self.film.chosen.with(|movie| movie.as_ref().map(|movie| movie.id.to_string()));
        let watch = self.watch.texts();
        let first = [chosen.unwrap_or_default(), self.tags.get().join("\n"), watch.len().to_string()];
        first.into_iter().chain(watch).chain(self.film.fields.values().to_texts()).collect()
    }

    /// All of it as texts that mean the same on another day.
    pub fn settled_texts(self) -> Vec<String> {
        let mut texts = untrack(|| self.texts());
        if let Some(date) = texts.get_mut(BEFORE_WATCH..) {
            WatchDateFields::settle(date);
        }
        texts
    }

    /// Puts these texts in the fields; gives the film that was chosen.
    pub fn load(self, texts: Vec<String>) -> Option<MovieId> {
        let mut texts = texts.into_iter();
        let chosen = texts.next()?;
        self.tags.set(texts.next()?.lines().map(str::to_owned).collect());
        let of_watch = texts.next()?.parse().ok()?;
        self.watch.load(texts.by_ref().take(of_watch).collect());
        self.film.fields.load(Values::from_texts(texts.collect()));
        // Only a film of the catalogue or of TMDB has an ID before its form is open.
        let has_id = |id: RwSignal<String>| id.with_untracked(|id| !id.is_empty());
        self.film.is_picked.set(has_id(self.film.fields.imdb_id) || has_id(self.film.fields.tmdb_id));
        chosen.parse().ok()
    }

    /// Puts what was kept in the fields.
    pub fn restore(self, found: Kept, key: StoredValue<RequestKey<LogDraft>>) {
        let fields = self;
        let api = use_api();
        let chosen = fields.load(found.texts);
        let take_key = move || {
            if let Some(draft) = fields.draft().ok().filter(|_| !found.key.is_empty()) {
                key.try_set_value(RequestKey::kept(draft, found.key));
            }
        };
        let is_given =
            chosen.is_none() || chosen == fields.film.chosen.with_untracked(|movie| movie.as_ref().map(|it| it.id));
        if is_given {
            return take_key();
        }
        spawn_local(async move {
            if let Some(id) = chosen
                && let Ok(movie) = api.get_movie(id).await
            {
                fields.film.chosen.try_set(Some(movie.into()));
                take_key();
            }
        });
    }

    /// Whether the film was watched.
    pub fn is_watched(self) -> bool {
        self.watch.date.known.get() != Known::NotWatched
    }

    /// What the API is told of it, all rules kept.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn draft(self) -> Result<LogDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let tags = self.tags.get_untracked();
        let mut draft = LogDraft { tags, ..LogDraft::default() };
        match self.film.chosen.get_untracked() {
            Some(movie) => draft.movie_id = Some(movie.id),
            None => match untrack(|| self.film.fields.values()).draft(browser::today_utc()) {
                Ok(movie) => draft.movie = Some(movie),
                Err(faults) => errors.extend(faults),
            },
        }
        match self.watch.date.draft() {
            // What was said of a watch waits for when there is one.
            Ok(None) => {}
            Err(faults) => errors.extend(faults),
            Ok(Some(watched_on)) => {
                let watch = self.watch.draft()?;
                draft = LogDraft {
                    watched_on: Some(watched_on),
                    rating: watch.rating,
                    liked: watch.liked,
                    rewatch: watch.rewatch,
                    comment: watch.comment,
                    place: watch.place,
                    companions: watch.companions,
                    ..draft
                };
            }
        }
        if let Err(faults) = draft.parse(browser::today_utc()) {
            errors.extend(of_the_form(&faults));
        }
        errors.into_result(draft)
    }
}

/// The faults by the names of the form's fields.
pub fn of_the_form(faults: &FieldErrors) -> FieldErrors {
    let mut errors = FieldErrors::default();
    // A film that is at fault is not given; its own faults say why.
    for fault in faults.iter().filter(|fault| fault.field != "movie") {
        let name = fault.field.strip_prefix("movie.").unwrap_or(&fault.field);
        let name = if name == "movie_id" { "title" } else { name };
        errors.add(name, &fault.code, fault.message.clone());
    }
    errors
}
