//! Finding films of one's own while a text is typed.

use crate::base::session::Session;
use crate::context::use_api;
use crate::kit::tasks::Task;
use client::Client;
use domain::library::movies::Movie;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must rest before films are looked for.
const TYPING_RESTS: Duration = Duration::from_millis(120);
/// How many films are offered.
const OFFERED: u32 = 6;

/// What was found for a text.
#[derive(Clone, Default, PartialEq)]
pub struct Found {
    /// The text.
    pub text: String,
    /// The films, the best first; none when the server didn't answer.
    pub films: Vec<Movie>,
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
}

impl FilmSearch {
    /// A search that has found nothing yet, for as long as the calling component lives.
    pub fn new() -> Self {
        let this = Self {
            found: RwSignal::default(),
            asked: StoredValue::default(),
            timer: StoredValue::new(None),
            looking: StoredValue::new_local(None),
            api: use_api(),
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
                let films = api.list_movies(&query, &page).await.map(|page| page.items).unwrap_or_default();
                if self.asked.try_with_value(|asked| *asked == text) == Some(true) {
                    self.found.set(Found { text, films });
                    on_found.run(());
                }
            });
            self.looking.set_value(Some(task));
        };
        self.timer.set_value(set_timeout_with_handle(look, TYPING_RESTS).ok());
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }
}
