//! What can be done to a film with one press, wherever it is shown.

mod ratings;

use crate::base::session::Session;
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::failures::{describe, is_gone};
use crate::kit::patches::patch;
use crate::kit::quoting::quoted;
use crate::library::state::{Change, LibraryState, LongTexts};
use crate::ui::toasts::Toasts;
use client::{Client, Error};
use domain::ids::{MovieId, UndoId, WatchId};
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ratings::{Given, Ratings};
use serde_json::Value;
use std::pin::Pin;

/// The actions; copies are the same.
#[derive(Clone, Copy)]
pub struct Actions {
    api: Client<Session>,
    library: LibraryState,
    toasts: Toasts,
    /// The film that an action is running for: a second press must not do it twice.
    busy: RwSignal<Option<MovieId>>,
    /// The ratings that are not saved yet.
    ratings: RwSignal<Ratings>,
    is_rating: StoredValue<bool>,
}

impl Actions {
    /// The actions, none of them running.
    pub fn new(library: LibraryState) -> Self {
        let this = Self {
            api: use_api(),
            library,
            toasts: use_toasts(),
            busy: RwSignal::new(None),
            ratings: RwSignal::default(),
            is_rating: StoredValue::new(false),
        };
        let listener = window_event_listener_untyped("pagehide", move |_| this.send_waiting_ratings());
        on_cleanup(move || listener.remove());
        this
    }

    /// Deletes a watch of the film.
    pub fn delete_watch(self, movie: MovieId, watch: WatchId) {
        self.run(movie, async move {
            let deleted = self.api.delete_watch(watch, None).await?;
            self.toasts.say_with_undo("Watch deleted", move || self.undo(movie, deleted.undo));
            self.show(movie).await
        });
    }

    /// Takes a change of the film back.
    pub fn undo(self, movie: MovieId, undo: UndoId) {
        self.run(movie, async move {
            self.api.undo(undo).await?;
            match self.api.get_movie_summary(movie).await {
                Ok(movie) => self.library.tell(Change::Changed(Box::new(movie), LongTexts::Unknown)),
                Err(error) if is_gone(&error) => self.library.tell(Change::Gone(movie)),
                Err(error) => return Err(error),
            }
            Ok(())
        });
    }

    /// Puts the film on the watchlist, or takes it off.
    pub fn set_watchlist(self, movie: MovieSummary, wanted: bool) {
        self.run(movie.id, async move {
            let changed = self.patch(movie.id, "on_watchlist", Value::Bool(wanted)).await?;
            self.library.tell(Change::Changed(Box::new(changed), LongTexts::Same));
            let where_to = if wanted { "added to" } else { "removed from" };
            let text = format!("{} {where_to} the watchlist", quoted(&movie.title));
            self.toasts.say_with_undo(text, move || self.quietly(movie.id, "on_watchlist", Value::Bool(!wanted)));
            Ok(())
        });
    }

    /// Likes the film, or no longer.
    pub fn set_liked(self, movie: MovieId, liked: bool) {
        self.quietly(movie, "liked", Value::Bool(liked));
    }

    /// Rates the film; `half_stars` is 0 for no rating. Whoever turns on while one is being saved is
    /// not held up: the last one is saved next.
    pub fn rate(self, movie: MovieId, half_stars: u8) {
        self.ratings.update(|ratings| ratings.give(movie, half_stars));
        if self.is_rating.get_value() {
            return;
        }
        self.is_rating.set_value(true);
        spawn_local(async move {
            while let Some(given) = self.ratings.try_update_untracked(Ratings::send).flatten() {
                match self.save_rating(given).await {
                    Ok(changed) => self.library.tell(Change::Changed(Box::new(changed), LongTexts::Same)),
                    Err(error) => self.toasts.fail(describe(&error)),
                }
                self.ratings.try_update(|ratings| ratings.end(given));
            }
            self.is_rating.try_set_value(false);
        });
    }

    /// Sends the ratings that wait for another to be saved: the page goes, and they would be lost.
    fn send_waiting_ratings(self) {
        let waiting = self.ratings.try_with_untracked(Ratings::waiting).unwrap_or_default();
        for given in waiting {
            spawn_local(async move { drop(self.save_rating(given).await) });
        }
    }

    async fn save_rating(self, (movie, half_stars): Given) -> Result<MovieSummary, Error> {
        let value = if half_stars == 0 { Value::Null } else { Value::from(f64::from(half_stars) / 2.0) };
        self.patch(movie, "rating", value).await
    }

    /// The rating of the film that is not saved yet, if there is one.
    pub fn unsaved_rating(self, movie: MovieId) -> Option<u8> {
        self.ratings.with(|ratings| ratings.of(movie))
    }

    /// Deletes the film; it can be restored from the trash.
    pub fn delete(self, movie: MovieSummary) {
        self.run(movie.id, async move {
            match self.api.delete_movie(movie.id, None).await {
                Err(error) if !is_gone(&error) => return Err(error),
                _ => {}
            }
            self.library.tell(Change::Gone(movie.id));
            let (id, title) = (movie.id, movie.title);
            self.toasts.say_with_undo(format!("{} deleted", quoted(&title)), move || self.restore(id));
            Ok(())
        });
    }

    /// Takes the film out of the trash.
    pub fn restore(self, movie: MovieId) {
        self.run(movie, async move {
            let movie = self.api.restore_movie(movie).await?;
            self.library.tell(Change::Added);
            self.toasts.say(format!("{} restored", quoted(&movie.title)));
            Ok(())
        });
    }

    /// Tells everyone what the film is like now, in the background.
    pub fn refresh(self, movie: MovieId) {
        self.run(movie, async move { self.show(movie).await });
    }

    /// Tells everyone what the film is like now.
    pub async fn show(self, movie: MovieId) -> Result<(), Error> {
        let movie = self.api.get_movie_summary(movie).await?;
        self.library.tell(Change::Changed(Box::new(movie), LongTexts::Unknown));
        Ok(())
    }

    fn quietly(self, movie: MovieId, field: &'static str, value: Value) {
        self.run(movie, async move {
            let changed = self.patch(movie, field, value).await?;
            self.library.tell(Change::Changed(Box::new(changed), LongTexts::Same));
            Ok(())
        });
    }

    async fn patch(self, movie: MovieId, field: &str, value: Value) -> Result<MovieSummary, Error> {
        self.api.update_movie_summary(movie, &patch(field, value)).await
    }

    fn run(self, movie: MovieId, action: impl Future<Output = Result<(), Error>> + 'static) {
        self.run_boxed(movie, Box::pin(action));
    }

    fn run_boxed(self, movie: MovieId, action: Pin<Box<dyn Future<Output = Result<(), Error>>>>) {
        if self.busy.try_get_untracked().flatten() == Some(movie) {
            return;
        }
        self.busy.try_set(Some(movie));
        spawn_local(async move {
            let result = action.await;
            // Whoever asked may be gone from the page meanwhile.
            self.busy.try_set(None);
            if let Err(error) = result {
                if is_gone(&error) {
                    self.library.tell(Change::Gone(movie));
                }
                self.toasts.fail(describe(&error));
            }
        });
    }
}
