//! Which film is logged, as chosen or typed.

use crate::library::movie::{Fields, Values};
use domain::library::movies::Movie;
use leptos::prelude::*;

/// The film, as chosen or typed; copies are the same.
#[derive(Clone, Copy)]
pub struct FilmChoice {
    /// The film of one's own that was chosen.
    pub chosen: RwSignal<Option<Movie>>,
    /// A new film as it is typed, its title first.
    pub fields: Fields,
}

impl FilmChoice {
    /// This film, or none.
    pub fn new(film: Option<Movie>) -> Self {
        Self { chosen: RwSignal::new(film), fields: Fields::new(Values::default()) }
    }

    /// Whether a title was typed, and no film of one's own was chosen.
    pub fn is_new(self) -> bool {
        self.chosen.with(Option::is_none) && self.fields.title.with(|title| !title.trim().is_empty())
    }

    /// Whether more is typed of a new film than title and year.
    pub fn has_facts(self) -> bool {
        let values = untrack(|| self.fields.values());
        Values { title: String::new(), year: String::new(), ..values } != Values::default()
    }

    /// Goes back to typing: the film that was chosen is not the one.
    pub fn choose_another(self) {
        if let Some(Some(movie)) = self.chosen.try_update(Option::take) {
            self.fields.title.set(movie.title);
            self.fields.year.set(movie.year.map(|year| year.to_string()).unwrap_or_default());
        }
    }
}
