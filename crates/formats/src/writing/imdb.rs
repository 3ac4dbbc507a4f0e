//! Tables in the shape of those that IMDb exports, which many services read: ratings and the watchlist.

use super::files::{Buffer, Files};
use super::rows::{Rows, cell, text};
use super::trakt::rated_at;
use super::{Pass, Shape};
use domain::library::ratings::Rating;
use domain::times::Timestamp;
use domain::transfer::exports::{ExportedAccount, ExportedMovie};
use std::borrow::Cow;
use std::io;

const RATINGS: &[&str] = &[
    "Const",
    "Your Rating",
    "Date Rated",
    "Title",
    "Original Title",
    "URL",
    "Title Type",
    "IMDb Rating",
    "Runtime (mins)",
    "Year",
    "Genres",
    "Num Votes",
    "Release Date",
    "Directors",
];
const WATCHLIST: &[&str] = &[
    "Position",
    "Const",
    "Created",
    "Modified",
    "Description",
    "Title",
    "Original Title",
    "URL",
    "Title Type",
    "IMDb Rating",
    "Runtime (mins)",
    "Year",
    "Genres",
    "Num Votes",
    "Release Date",
    "Directors",
    "Your Rating",
    "Date Rated",
];

/// Tables in the shape of IMDb’s.
pub(super) struct Imdb {
    files: Files,
    rows: Rows,
    position: u64,
}

impl Imdb {
    pub fn new(out: Buffer, account: &ExportedAccount) -> Self {
        Self { files: Files::zip(out, account.exported_at), rows: Rows::default(), position: 0 }
    }
}

impl Shape for Imdb {
    fn passes(&self) -> &'static [Pass] {
        &[Pass::Movies, Pass::Movies]
    }

    fn begin(&mut self, pass: usize) -> io::Result<()> {
        let (name, columns) = if pass == 0 { ("ratings.csv", RATINGS) } else { ("watchlist.csv", WATCHLIST) };
        self.files.start(name)?;
        self.rows.header(&mut self.files, columns)
    }

    fn movie(&mut self, pass: usize, movie: &ExportedMovie) -> io::Result<()> {
        let rating: Cow<'_, str> = cell(movie.rating.map(Rating::half_stars).as_ref());
        let rated = movie.rating.and_then(|rating| rated_at(movie, rating)).map(Timestamp::date);
        let url = movie.imdb_id.as_ref().map(|id| format!("https://www.imdb.com/title/{id}"));
        // IMDb’s own rating and votes, and the day of release, aren’t kept here.
        let described: [Cow<'_, str>; 11] = [
            movie.title.as_str().into(),
            text(movie.original_title.as_ref().or(Some(&movie.title))),
            text(url.as_ref()),
            "Movie".into(),
            "".into(),
            cell(movie.runtime_minutes.as_ref()),
            cell(movie.year.as_ref()),
            movie.genres.join(", ").into(),
            "".into(),
            "".into(),
            movie.directors.join(", ").into(),
        ];
        let id = text(movie.imdb_id.as_ref());
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        match (pass, movie.rating, movie.watchlisted_at) {
            (0, Some(_), _) => {
                cells.extend([id, rating, cell(rated.as_ref())]);
                cells.extend(described);
            }
            (1, _, Some(since)) => {
                self.position += 1;
                let day = since.date().to_string();
                cells.extend([self.position.to_string().into(), id, day.clone().into(), day.into(), "".into()]);
                cells.extend(described);
                cells.extend([rating, cell(rated.as_ref())]);
            }
            _ => return Ok(()),
        }
        self.rows.write(&mut self.files, &cells)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.files.finish()
    }
}
