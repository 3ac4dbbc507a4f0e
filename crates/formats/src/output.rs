//! Giving rows to the receiver, and counting them.

use crate::dates::Dates;
use crate::entry::{Entry, List};
use crate::fill::cut;
use crate::outcome::{LeftOut, MAX_ROW_TEXT, Outcome, Reason, Row};
use crate::sink::Sink;
use crate::stop::Stop;
use domain::accounts::preferences::Preferences;
use domain::library::views::ViewFields;
use domain::transfer::exports::ExportedDismissal;
use std::sync::Arc;

/// Where the rows of one file go.
pub(crate) struct Output<'o> {
    sink: &'o mut dyn Sink,
    file: Arc<str>,
    /// What the dates of the file are read by.
    pub dates: Dates,
    rows: u64,
    most: u64,
}

impl<'o> Output<'o> {
    /// At most that many rows are taken.
    pub fn new(sink: &'o mut dyn Sink, file: &str, dates: Dates, most: u64) -> Self {
        Self { sink, file: file.into(), dates, rows: 0, most }
    }

    /// How many rows were given.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// A film. One without a title and an ID is refused.
    pub fn film(&mut self, line: u64, entry: Entry) -> Result<(), Stop> {
        let movie = &entry.movie;
        if movie.title.is_empty() && movie.imdb_id.is_none() && movie.tmdb_id.is_none() {
            return self.refuse(line, "", Reason::NoTitle);
        }
        let text = entry.name();
        self.row(line, &text, Outcome::Film(Box::new(entry)))
    }

    /// A film, unless the row says nothing of it.
    pub fn film_or(&mut self, line: u64, entry: Entry, otherwise: LeftOut) -> Result<(), Stop> {
        if entry.is_bare() && entry.doubts.iter().all(|doubt| !doubt.needs_a_look()) {
            let text = entry.name();
            return self.left_out(line, &text, otherwise);
        }
        self.film(line, entry)
    }

    pub fn left_out(&mut self, line: u64, text: &str, kind: LeftOut) -> Result<(), Stop> {
        self.row(line, text, Outcome::LeftOut(kind))
    }

    pub fn empty(&mut self, line: u64) -> Result<(), Stop> {
        self.left_out(line, "", LeftOut::Empty)
    }

    pub fn refuse(&mut self, line: u64, text: &str, reason: Reason) -> Result<(), Stop> {
        self.row(line, text, Outcome::Refused(reason))
    }

    pub fn list(&mut self, list: List) -> Result<(), Stop> {
        self.sink.list(list).map_err(Stop::Sink)
    }

    pub fn view(&mut self, view: ViewFields) -> Result<(), Stop> {
        self.sink.view(view).map_err(Stop::Sink)
    }

    pub fn settings(&mut self, settings: Preferences) -> Result<(), Stop> {
        self.sink.settings(settings).map_err(Stop::Sink)
    }

    pub fn dismissal(&mut self, dismissal: ExportedDismissal) -> Result<(), Stop> {
        self.sink.dismissal(dismissal).map_err(Stop::Sink)
    }

    pub fn service(&mut self, name: String) -> Result<(), Stop> {
        self.sink.service(name).map_err(Stop::Sink)
    }

    /// The key of a list that is a file by itself.
    pub fn key(&self) -> String {
        self.file.to_string()
    }

    fn row(&mut self, line: u64, text: &str, outcome: Outcome) -> Result<(), Stop> {
        if self.rows >= self.most {
            return Err(Stop::TooManyRows);
        }
        self.rows += 1;
        let text = cut(text.trim(), MAX_ROW_TEXT).to_owned();
        self.sink.row(Row { file: Arc::clone(&self.file), line, text, outcome }).map_err(Stop::Sink)
    }
}
