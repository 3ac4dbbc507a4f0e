//! Choosing films of the list, to change all of them at once. Few visits do, so it is loaded with the rest of the
//! library.

mod bar;
mod chosen;
mod dialogs;
mod grid;
mod keys;

pub use bar::ChoiceBar;
pub use grid::{ChoiceGrid, ChoiceMark};
pub use keys::press;

use super::movie_list::{Mode, MovieList};
use crate::base::routes::Route;
use crate::base::session::Session;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::failures::describe;
use crate::library::context::use_library_state;
use crate::library::state::{Change, LibraryState};
use crate::ui::toasts::Toasts;
use chosen::Chosen;
use client::{Client, Error};
use dialogs::Asked;
use domain::ids::{MovieId, UndoId};
use domain::library::batch::{BatchDraft, BatchOutcome, ChangeDraft};
use domain::library::movies::MovieSummary;
use domain::queries::ListQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The films that are chosen and what is being done to them; copies are the same.
#[derive(Clone, Copy)]
pub struct Choosing {
    list: StoredValue<MovieList>,
    chosen: RwSignal<Chosen>,
    /// The film that Tab stops at.
    stop: RwSignal<Option<MovieId>>,
    /// The dialog that is open.
    asked: RwSignal<Option<Asked>>,
    busy: RwSignal<bool>,
    api: Client<Session>,
    library: LibraryState,
    toasts: Toasts,
}

impl Choosing {
    /// Nothing is chosen yet. Asking for other films starts over; leaving the page ends it.
    pub fn of(list: MovieList) -> Self {
        let this = Self {
            list: StoredValue::new(list),
            chosen: RwSignal::default(),
            stop: RwSignal::new(None),
            asked: RwSignal::new(None),
            busy: RwSignal::new(false),
            api: use_api(),
            library: use_library_state(),
            toasts: use_toasts(),
        };
        let asked_for = Memo::new(move |_| {
            list.address.with(|address| {
                let mut query = address.query.clone();
                query.sort = None;
                (address.is_watchlist, query)
            })
        });
        Effect::new(move |before: Option<bool>| {
            let is_watchlist = asked_for.with(|asked| asked.0);
            if before.is_some() {
                this.chosen.set(Chosen::default());
            }
            if before.is_some_and(|before| before != is_watchlist) {
                list.mode.set(Mode::Look);
            }
            is_watchlist
        });
        let navigation = use_navigation();
        on_cleanup(move || {
            let route = untrack(move || navigation.location().route());
            if !matches!(route, Route::Movies | Route::Watchlist) {
                list.mode.try_set(Mode::Look);
            }
        });
        this
    }

    /// The list of the films.
    fn list(self) -> MovieList {
        self.list.get_value()
    }

    /// Whether a film is chosen.
    fn has(self, id: MovieId) -> bool {
        self.chosen.with(|chosen| chosen.has(id))
    }

    /// How many are chosen.
    fn count(self) -> u64 {
        let total = self.list().films.listing.total().unwrap_or(0);
        self.chosen.with(|chosen| chosen.count(total))
    }

    /// The films that are shown, in their order.
    fn shown(self) -> Vec<MovieId> {
        let rows = untrack(move || self.list().films.listing.rows());
        rows.iter().map(|row| row.item.with_untracked(|movie| movie.id)).collect()
    }

    /// Whether all films that are shown and chosen are so, and there is one.
    fn all_shown(self, is_so: fn(&MovieSummary) -> bool) -> bool {
        let rows = self.list().films.listing.rows();
        let mut chosen = rows.iter().filter(|row| row.item.with(|movie| self.has(movie.id))).peekable();
        chosen.peek().is_some() && chosen.all(|row| row.item.with(is_so))
    }

    /// Chooses a film, or no longer; with a range, all from the last one.
    fn press(self, id: MovieId, is_range: bool) {
        let shown = self.shown();
        self.stop.set(Some(id));
        self.chosen.update(|chosen| if is_range { chosen.extend(id, &shown) } else { chosen.toggle(id, &shown) });
    }

    /// Ends it.
    fn end(self) {
        self.list().mode.set(Mode::Look);
        browser::focus_soon("#select-films");
    }

    /// The chosen films and this change.
    fn draft(self, change: ChangeDraft) -> BatchDraft {
        let ids = self.chosen.with_untracked(Chosen::ids);
        let query = ids.is_none().then(|| self.list().address.with_untracked(|address| address.query.to_text()));
        BatchDraft { ids, query, change }
    }

    /// Tells what was done, and begins anew.
    fn done(self, outcome: BatchOutcome, words: &str) {
        self.asked.set(None);
        self.chosen.set(Chosen::default());
        match outcome.undo {
            Some(undo) => {
                let text = format!("{} {words}", counts::films(outcome.changed));
                self.toasts.say_with_undo(text, move || self.undo(undo));
            }
            None => self.toasts.say("Nothing to change: the films were like that already"),
        }
        self.library.tell(Change::Added);
    }

    /// Changes the chosen films without asking more.
    fn change(self, change: ChangeDraft, words: &'static str) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let draft = self.draft(change);
        spawn_local(async move {
            let result = self.api.change_movies(&draft, Some(&browser::random_key())).await;
            self.busy.try_set(false);
            match result {
                Ok(outcome) => self.done(outcome, words),
                Err(error) => self.toasts.fail(reason(&error)),
            }
        });
    }

    fn undo(self, undo: UndoId) {
        let Self { api, library, toasts, .. } = self;
        spawn_local(async move {
            match api.undo(undo).await {
                Ok(()) => {
                    library.tell(Change::Added);
                    toasts.say("Undone");
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    }
}

/// Why the films can't be changed: the first field at fault says it best.
fn reason(error: &Error) -> String {
    let fault = error.problem().and_then(|problem| problem.errors.iter().next());
    fault.map_or_else(|| describe(error), |fault| fault.message.clone())
}
