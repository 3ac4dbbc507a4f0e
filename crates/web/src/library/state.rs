//! What is being done to films from anywhere in the app: the open dialog, and word of every change
//! for the pages that show films.

use crate::ui::live::on_change;
use domain::catalogue::movies::CatalogueMovie;
use domain::ids::MovieId;
use domain::library::movies::{Movie, MovieSummary};
use leptos::prelude::*;

/// The dialog that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    /// Logging a film: this one, or one that is chosen in the dialog.
    Log(Option<Box<MovieSummary>>),
    /// Logging a film that isn't one's own yet. Who opens it keeps the film for as long as their page lives.
    LogNew(StoredValue<Option<CatalogueMovie>>),
    /// Editing a film.
    Edit(MovieId),
    /// Asking whether to delete a film.
    Delete(Box<MovieSummary>),
    /// The palette: finding films, pages and commands.
    Palette,
    /// What the keys do.
    Shortcuts,
}

/// What happened to a film.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It was added, or came back from the trash; or many films changed at once.
    Added,
    /// It is now like this.
    Changed(Box<MovieSummary>, LongTexts),
    /// It is no longer there.
    Gone(MovieId),
    /// Lists changed elsewhere.
    Lists,
    /// Saved views changed elsewhere.
    Views,
}

/// What became of a film's long texts, which lists don't have.
#[derive(Debug, Clone, PartialEq)]
pub enum LongTexts {
    /// They are as they were.
    Same,
    /// They may be others.
    Unknown,
    /// These are they now.
    Known(Texts),
}

/// The long texts of a film.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts {
    /// What it is about.
    pub overview: Option<String>,
    /// The owner's notes.
    pub notes: Option<String>,
}

impl Texts {
    /// Takes the long texts out of a film.
    pub fn split(mut movie: Movie) -> (MovieSummary, Self) {
        let texts = Self { overview: movie.overview.take(), notes: movie.notes.take() };
        (movie.into(), texts)
    }
}

impl From<Movie> for Change {
    fn from(movie: Movie) -> Self {
        let (movie, texts) = Texts::split(movie);
        Self::Changed(Box::new(movie), LongTexts::Known(texts))
    }
}

/// The library of the app; copies are the same.
#[derive(Clone, Copy)]
pub struct LibraryState {
    open: RwSignal<Option<Open>>,
    change: RwSignal<Option<Change>>,
}

impl LibraryState {
    /// Nothing is open.
    pub fn new() -> Self {
        Self { open: RwSignal::new(None), change: RwSignal::new(None) }
    }

    /// The dialog that is open.
    pub fn opened(self) -> Option<Open> {
        self.open.get()
    }

    /// Opens a dialog.
    pub fn open(self, dialog: Open) {
        self.open.set(Some(dialog));
    }

    /// Closes the dialog.
    pub fn close(self) {
        self.open.set(None);
    }

    /// Tells all who show films what happened.
    pub fn tell(self, change: Change) {
        self.change.set(Some(change));
    }

    /// Runs at every change from now on, for as long as the calling component lives.
    pub fn on_change(self, mut react: impl FnMut(Change) + 'static) {
        let react = move |change: Option<Change>| {
            if let Some(change) = change {
                react(change);
            }
        };
        on_change(move || self.change.get(), react);
    }
}
