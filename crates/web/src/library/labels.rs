//! The genres and tags in use, and the places and people of watches: for filters and suggestions.

use crate::base::session::Session;
use crate::context::use_api;
use crate::library::state::{Change, LibraryState};
use client::{Client, Error};
use domain::library::labels::{Label, Labels as LabelPage};
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

type Fetched = Pin<Box<dyn Future<Output = Result<LabelPage, Error>>>>;

/// The labels of one kind, the most used first. They are fetched when they are first asked for; copies are the same.
#[derive(Clone, Copy)]
pub struct LabelList {
    labels: RwSignal<Vec<Label>>,
    is_wanted: StoredValue<bool>,
    fetch: fn(Client<Session>) -> Fetched,
    api: Client<Session>,
}

impl LabelList {
    fn new(fetch: fn(Client<Session>) -> Fetched) -> Self {
        Self { labels: RwSignal::default(), is_wanted: StoredValue::new(false), fetch, api: use_api() }
    }

    /// The labels, followed.
    pub fn all(self) -> Vec<Label> {
        self.want();
        self.labels.get()
    }

    /// Their names, followed.
    pub fn names(self) -> Vec<String> {
        self.want();
        self.labels.with(|labels| labels.iter().map(|label| label.name.clone()).collect())
    }

    fn want(self) {
        if !self.is_wanted.get_value() {
            self.is_wanted.set_value(true);
            self.refresh();
        }
    }

    fn knows(self, names: &[String]) -> bool {
        self.labels.with_untracked(|labels| names.iter().all(|name| labels.iter().any(|label| label.name == *name)))
    }

    /// Without them the page works too, so a failure is not worth a word.
    fn refresh(self) {
        if !self.is_wanted.get_value() {
            return;
        }
        spawn_local(async move {
            if let Ok(page) = (self.fetch)(self.api).await {
                self.labels.try_set(page.items);
            }
        });
    }
}

/// The labels of all kinds; copies are the same.
#[derive(Clone, Copy)]
pub struct Labels {
    /// The genres of films.
    pub genres: LabelList,
    /// The tags of films.
    pub tags: LabelList,
    /// Where films were watched.
    pub places: LabelList,
    /// Who they were watched with.
    pub companions: LabelList,
}

impl Labels {
    /// Labels that follow every change.
    pub fn open(library: LibraryState) -> Self {
        let this = Self {
            genres: LabelList::new(|api| Box::pin(async move { api.list_genres().await })),
            tags: LabelList::new(|api| Box::pin(async move { api.list_movie_tags().await })),
            places: LabelList::new(|api| Box::pin(async move { api.list_places().await })),
            companions: LabelList::new(|api| Box::pin(async move { api.list_companions().await })),
        };
        library.on_change(move |change| {
            let known = |list: LabelList, names: fn(&MovieSummary) -> &[String]| {
                matches!(&change, Change::Changed(movie, _) if list.knows(names(movie)))
            };
            if !known(this.genres, |movie| &movie.genres) {
                this.genres.refresh();
            }
            if !known(this.tags, |movie| &movie.tags) {
                this.tags.refresh();
            }
            this.places.refresh();
            this.companions.refresh();
        });
        this
    }
}
