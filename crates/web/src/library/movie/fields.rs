//! The film's form while it is typed in.

use super::values::Values;
use leptos::prelude::*;

/// The fields of the form, each described at [`domain::library::movies::MovieDraft`]; copies are the same.
#[derive(Clone, Copy)]
pub struct Fields {
    pub title: RwSignal<String>,
    pub original_title: RwSignal<String>,
    pub year: RwSignal<String>,
    pub runtime_minutes: RwSignal<String>,
    pub genres: RwSignal<Vec<String>>,
    pub directors: RwSignal<Vec<String>>,
    pub actors: RwSignal<Vec<String>>,
    pub services: RwSignal<Vec<String>>,
    pub overview: RwSignal<String>,
    pub notes: RwSignal<String>,
    pub rating: RwSignal<u8>,
    pub liked: RwSignal<bool>,
    pub on_watchlist: RwSignal<bool>,
    pub tags: RwSignal<Vec<String>>,
    pub imdb_id: RwSignal<String>,
    pub tmdb_id: RwSignal<String>,
}

impl Fields {
    /// Fields that hold these values.
    pub fn new(values: Values) -> Self {
        Self {
            title: RwSignal::new(values.title),
            original_title: RwSignal::new(values.original_title),
            year: RwSignal::new(values.year),
            runtime_minutes: RwSignal::new(values.runtime_minutes),
            genres: RwSignal::new(values.genres),
            directors: RwSignal::new(values.directors),
            actors: RwSignal::new(values.actors),
            services: RwSignal::new(values.services),
            overview: RwSignal::new(values.overview),
            notes: RwSignal::new(values.notes),
            rating: RwSignal::new(values.rating),
            liked: RwSignal::new(values.liked),
            on_watchlist: RwSignal::new(values.on_watchlist),
            tags: RwSignal::new(values.tags),
            imdb_id: RwSignal::new(values.imdb_id),
            tmdb_id: RwSignal::new(values.tmdb_id),
        }
    }

    /// What the fields hold, followed.
    pub fn values(self) -> Values {
        Values {
            title: self.title.get(),
            original_title: self.original_title.get(),
            year: self.year.get(),
            runtime_minutes: self.runtime_minutes.get(),
            genres: self.genres.get(),
            directors: self.directors.get(),
            actors: self.actors.get(),
            services: self.services.get(),
            overview: self.overview.get(),
            notes: self.notes.get(),
            rating: self.rating.get(),
            liked: self.liked.get(),
            on_watchlist: self.on_watchlist.get(),
            tags: self.tags.get(),
            imdb_id: self.imdb_id.get(),
            tmdb_id: self.tmdb_id.get(),
        }
    }

    /// Puts these values in the fields.
    pub fn load(self, values: Values) {
        self.title.set(values.title);
        self.original_title.set(values.original_title);
        self.year.set(values.year);
        self.runtime_minutes.set(values.runtime_minutes);
        self.genres.set(values.genres);
        self.directors.set(values.directors);
        self.actors.set(values.actors);
        self.services.set(values.services);
        self.overview.set(values.overview);
        self.notes.set(values.notes);
        self.rating.set(values.rating);
        self.liked.set(values.liked);
        self.on_watchlist.set(values.on_watchlist);
        self.tags.set(values.tags);
        self.imdb_id.set(values.imdb_id);
        self.tmdb_id.set(values.tmdb_id);
    }
}
