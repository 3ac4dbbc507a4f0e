//! Which film is logged, as chosen or typed.

use crate::library::film_line::NewFilm;
use crate::library::movie::{Fields, Values};
use domain::catalogue::movies::CatalogueMovie;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// The film, as chosen or typed; copies are the same.
#[derive(Clone, Copy)]
pub struct FilmChoice {
    /// The film of one's own that was chosen.
    pub chosen: RwSignal<Option<MovieSummary>>,
    /// A new film as it is typed, its title first, or as the catalogue has it.
    pub fields: Fields,
    /// Whether the fields are those of a film of the catalogue.
    pub is_picked: RwSignal<bool>,
}

impl FilmChoice {
    /// This film, or none.
    pub fn new(film: Option<MovieSummary>) -> Self {
        Self { chosen: RwSignal::new(film), fields: Fields::new(Values::default()), is_picked: RwSignal::new(false) }
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

    /// Takes a film of the catalogue: one's own, or what is known of it for a new one.
    pub fn pick(self, film: CatalogueMovie) {
        if let Some(movie) = film.movie {
            return self.chosen.set(Some(*movie));
        }
        let draft = film.draft();
        let text = |value: Option<String>| value.unwrap_or_default();
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        self.fields.load(Values {
            title: draft.title,
            original_title: text(draft.original_title),
            year: number(draft.year),
            runtime_minutes: number(draft.runtime_minutes),
            genres: draft.genres,
            directors: draft.directors,
            actors: draft.actors,
            imdb_id: text(draft.imdb_id),
            tmdb_id: number(draft.tmdb_id),
            ..Values::default()
        });
        self.is_picked.set(true);
    }

    /// The film of the catalogue that was taken, as its fields say.
    pub fn picked(self) -> Option<NewFilm> {
        self.is_picked.get().then(|| untrack(|| self.fields.values())).map(|it| NewFilm {
            title: it.title,
            original_title: it.original_title,
            year: it.year,
            runtime_minutes: it.runtime_minutes.parse().ok(),
            directors: it.directors,
            imdb_id: it.imdb_id,
        })
    }

    /// Goes back to typing: the film that was chosen is not the one.
    pub fn choose_another(self) {
        if self.is_picked.get_untracked() {
            let Values { title, year, .. } = untrack(|| self.fields.values());
            self.fields.load(Values { title, year, ..Values::default() });
            self.is_picked.set(false);
        }
        if let Some(Some(movie)) = self.chosen.try_update(Option::take) {
            self.fields.title.set(movie.title);
            self.fields.year.set(movie.year.map(|year| year.to_string()).unwrap_or_default());
        }
    }
}
