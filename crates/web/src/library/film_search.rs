//! Finding films while a text is typed: those of one's own, and those of the catalogue.

use crate::base::session::Session;
use crate::context::use_api;
use crate::kit::tasks::Task;
use client::Client;
use domain::catalogue::movies::{CatalogueMovie, CatalogueQuery};
use domain::library::movies::MovieSummary;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use futures_util::future::join;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must rest before films are looked for.
const TYPING_RESTS: Duration = Duration::from_millis(120);
/// The same where the catalogue is searched, too: suggestions appear with each key. Keys that arrive together, as in a
/// pasted text, still make one search.
const TYPING_RESTS_SHORTLY: Duration = Duration::ZERO;
/// How many films are offered.
const OFFERED: u32 = 6;
/// How many films of the catalogue are offered.
const OFFERED_OF_ALL: u32 = 8;

/// What was found for a text.
#[derive(Clone, Default, PartialEq)]
pub struct Found {
    /// The text.
    pub text: String,
    /// One's own films, the best first; none when the server didn't answer.
    pub films: Vec<MovieSummary>,
    /// Films of the catalogue that aren't among them, the best first.
    pub others: Vec<CatalogueMovie>,
}

/// A search; copies are the same.
#[derive(Clone, Copy)]
pub struct FilmSearch {
    /// What was found last.
    pub found: RwSignal<Found>,
    /// The text that was asked for last.
    asked: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    looking: StoredValue<Option<Task>, LocalStorage>,
    api: Client<Session>,
    asks_catalogue: bool,
}

impl FilmSearch {
    /// A search in one's own films that has found nothing yet, for as long as the calling component lives.
    pub fn new() -> Self {
        Self::of(false)
    }

    /// A search in the catalogue, too.
    pub fn with_catalogue() -> Self {
        Self::of(true)
    }

    fn of(asks_catalogue: bool) -> Self {
        let this = Self {
            found: RwSignal::default(),
            asked: StoredValue::default(),
            timer: StoredValue::new(None),
            looking: StoredValue::new_local(None),
            api: use_api(),
            asks_catalogue,
        };
        on_cleanup(move || this.stop());
        this
    }

    /// Looks for the films of a text, once no other text follows; `on_found` runs when [`FilmSearch::found`] has them.
    /// Without a text, none are found at once.
    pub fn look_for(self, text: String, on_found: Callback<()>) {
        self.stop();
        self.asked.set_value(text.clone());
        if text.is_empty() {
            self.found.set(Found::default());
            return on_found.run(());
        }
        let api = self.api;
        let look = move || {
            let task = Task::spawn(async move {
                let query = MoviesQuery { search: text.clone(), ..MoviesQuery::default() };
                let page = PageQuery { limit: OFFERED, cursor: None };
                let own = async { api.list_movies(&query, &page).await.map(|page| page.items).unwrap_or_default() };
                let (films, mut others) = join(own, self.of_catalogue(&text)).await;
                others
                    .retain(|other| other.movie.as_ref().is_none_or(|own| films.iter().all(|film| film.id != own.id)));
                if self.asked.try_with_value(|asked| *asked == text) == Some(true) {
                    self.found.set(Found { text, films, others });
                    on_found.run(());
                }
            });
            self.looking.set_value(Some(task));
        };
        let rests = if self.asks_catalogue { TYPING_RESTS_SHORTLY } else { TYPING_RESTS };
        self.timer.set_value(set_timeout_with_handle(look, rests).ok());
    }

    async fn of_catalogue(self, text: &str) -> Vec<CatalogueMovie> {
        if !self.asks_catalogue {
            return Vec::new();
        }
        let query = CatalogueQuery { search: text.to_owned(), limit: Some(OFFERED_OF_ALL) };
        self.api.list_catalogue_movies(&query).await.map(|found| found.items).unwrap_or_default()
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }
}
