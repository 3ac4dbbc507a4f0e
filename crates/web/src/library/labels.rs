//! The genres and tags in use, for filters and suggestions.

use crate::base::session::Session;
use crate::context::{use_api, use_session};
use crate::library::state::{Change, LibraryState};
use client::Client;
use domain::library::labels::Label;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The labels; copies are the same.
#[derive(Clone, Copy)]
pub struct Labels {
    genres: RwSignal<Vec<Label>>,
    tags: RwSignal<Vec<Label>>,
    api: Client<Session>,
}

impl Labels {
    /// Fetches the labels, now and whenever a film changed.
    pub fn open(library: LibraryState) -> Self {
        let this = Self { genres: RwSignal::default(), tags: RwSignal::default(), api: use_api() };
        let session = use_session();
        Effect::new(move |_| {
            // Until then the server refuses all films and what goes with them.
            if session.me().is_some_and(|me| !me.must_set_up_second_factor) {
                this.fetch();
            }
        });
        library.on_change(move |change| {
            if !matches!(&change, Change::Changed(movie) if this.knows(&movie.genres, &movie.tags)) {
                this.fetch();
            }
        });
        this
    }

    /// The genres, the most used first.
    pub fn genres(self) -> Vec<Label> {
        self.genres.get()
    }

    /// The tags, the most used first.
    pub fn tags(self) -> Vec<Label> {
        self.tags.get()
    }

    /// The genres' names.
    pub fn genre_names(self) -> Vec<String> {
        self.genres.with(|labels| labels.iter().map(|label| label.name.clone()).collect())
    }

    /// The tags' names.
    pub fn tag_names(self) -> Vec<String> {
        self.tags.with(|labels| labels.iter().map(|label| label.name.clone()).collect())
    }

    fn knows(self, genres: &[String], tags: &[String]) -> bool {
        let all_in = |names: &[String], labels: RwSignal<Vec<Label>>| {
            labels.with_untracked(|labels| names.iter().all(|name| labels.iter().any(|label| label.name == *name)))
        };
        all_in(genres, self.genres) && all_in(tags, self.tags)
    }

    /// Without them the page works too, so a failure is not worth a word.
    fn fetch(self) {
        spawn_local(async move {
            if let Ok(labels) = self.api.list_genres().await {
                self.genres.try_set(labels.items);
            }
            if let Ok(labels) = self.api.list_tags().await {
                self.tags.try_set(labels.items);
            }
        });
    }
}
