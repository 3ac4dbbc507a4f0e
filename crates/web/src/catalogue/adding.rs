//! Logging films that aren't one's own yet, and putting them on the watchlist.

use crate::base::session::Session;
use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::library::actions::Actions;
use crate::library::context::{use_actions, use_library_state};
use crate::library::state::{Change, LibraryState, Open};
use crate::ui::toasts::Toasts;
use client::Client;
use domain::catalogue::movies::CatalogueMovie;
use domain::library::log::LogDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What can be done to a film of the catalogue; copies are the same.
#[derive(Clone, Copy)]
pub struct Adding {
    api: Client<Session>,
    library: LibraryState,
    toasts: Toasts,
    actions: Actions,
    /// The film that the dialog is opened with.
    picked: StoredValue<Option<CatalogueMovie>>,
    /// The film that is being added: a second press must not do it twice.
    busy: StoredValue<Option<String>>,
}

impl Adding {
    /// For as long as the calling component lives.
    pub fn new() -> Self {
        Self {
            api: use_api(),
            library: use_library_state(),
            toasts: use_toasts(),
            actions: use_actions(),
            picked: StoredValue::new(None),
            busy: StoredValue::new(None),
        }
    }

    /// Opens the dialog in which it is logged.
    pub fn log(self, film: CatalogueMovie) {
        if let Some(movie) = film.movie {
            return self.library.open(Open::Log(Some(movie)));
        }
        spawn_local(async move {
            let film = self.whole(film).await;
            // People who left meanwhile get no dialog over the next page. A value that can't be kept is given back.
            if self.picked.try_set_value(Some(film)).is_none() {
                self.library.open(Open::LogNew(self.picked));
            }
        });
    }

    /// Puts it on the watchlist.
    pub fn want(self, film: CatalogueMovie) {
        if let Some(movie) = film.movie {
            return self.actions.set_watchlist(*movie, true);
        }
        if self.busy.with_value(|busy| busy.as_deref() == Some(film.id.as_str())) {
            return;
        }
        self.busy.set_value(Some(film.id.clone()));
        spawn_local(async move {
            let film = self.whole(film).await;
            let draft = LogDraft { movie: Some(film.draft()), ..LogDraft::default() };
            let added = self.api.log_movie(&draft, None).await;
            self.busy.try_set_value(None);
            match added {
                Ok(logged) => {
                    let (id, undo, actions) = (logged.movie.id, logged.undo, self.actions);
                    let text = format!("{} added to the watchlist", quoted(&logged.movie.title));
                    self.library.tell(Change::Added);
                    self.toasts.say_with_undo(text, move || actions.undo(id, undo));
                }
                Err(error) => self.toasts.fail(describe(&error)),
            }
        });
    }

    /// The film with its people, which lists leave out.
    async fn whole(self, film: CatalogueMovie) -> CatalogueMovie {
        self.api.get_catalogue_movie(&film.id).await.unwrap_or(film)
    }
}
