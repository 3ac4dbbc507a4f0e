//! A table that Trakt imports: a row for each watch, rating and place on the watchlist.

use super::files::{Buffer, Files};
use super::rows::{Rows, cell, text};
use super::{Pass, Shape};
use domain::library::ratings::Rating;
use domain::times::Timestamp;
use domain::transfer::exports::ExportedMovie;
use std::borrow::Cow;
use std::io;

const COLUMNS: &[&str] =
    &["type", "title", "year", "imdb_id", "tmdb_id", "watched_at", "watchlisted_at", "rating", "rated_at"];
/// What Trakt takes for a date that nobody knows.
const UNKNOWN: &str = "unknown";

/// A table for Trakt.
pub(super) struct Trakt {
    files: Files,
    rows: Rows,
}

impl Trakt {
    pub fn new(out: Buffer) -> Self {
        Self { files: Files::Single(out), rows: Rows::default() }
    }

    /// A row: what is known of the film, and its last four cells.
    fn row(&mut self, movie: &ExportedMovie, last: [Cow<'_, str>; 4]) -> io::Result<()> {
        let [watched, watchlisted, rating, rated] = last;
        let cells = [
            "movie".into(),
            movie.title.as_str().into(),
            cell(movie.year.as_ref()),
            text(movie.imdb_id.as_ref()),
            cell(movie.tmdb_id.as_ref()),
            watched,
            watchlisted,
            rating,
            rated,
        ];
        self.rows.write(&mut self.files, &cells)
    }
}

impl Shape for Trakt {
    fn passes(&self) -> &'static [Pass] {
        &[Pass::Movies]
    }

    fn begin(&mut self, _: usize) -> io::Result<()> {
        self.rows.header(&mut self.files, COLUMNS)
    }

    fn movie(&mut self, _: usize, movie: &ExportedMovie) -> io::Result<()> {
        for watch in &movie.watches {
            // Noon in UTC is the same day nearly everywhere.
            let day = watch.watched_on.and_then(domain::library::watch_dates::WatchDate::day);
            let watched = day.map_or_else(|| UNKNOWN.to_owned(), |day| format!("{day}T12:00:00.000Z"));
            self.row(movie, [watched.into(), "".into(), "".into(), "".into()])?;
        }
        if let Some(rating) = movie.rating {
            let rated_at = rated_at(movie, rating);
            let rating = rating.half_stars().to_string();
            self.row(movie, ["".into(), "".into(), rating.into(), cell(rated_at.as_ref())])?;
        }
        match movie.watchlisted_at {
            Some(since) => self.row(movie, ["".into(), since.to_string().into(), "".into(), "".into()]),
            None => Ok(()),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// When a film got its rating, as far as that is known.
pub(super) fn rated_at(movie: &ExportedMovie, rating: Rating) -> Option<Timestamp> {
    let own = movie.ratings.iter().rev().find(|it| it.rating == Some(rating)).map(|it| it.rated_at);
    let of_watch = || movie.watches.iter().rev().find(|it| it.rating == Some(rating)).and_then(|it| it.added_at);
    own.or_else(of_watch)
}
