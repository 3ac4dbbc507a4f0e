//! What Letterboxd imports: watched films, the watchlist, and each list, in files that are no larger than it takes.
//!
//! It knows days only: a watch in a month or a year is one without a date there. Comments become reviews; notes stay
//! here, since what is imported there is public.

use super::files::{Buffer, Files};
use super::rows::{Rows, cell, text};
use super::{Pass, Shape};
use domain::ids::ListId;
use domain::transfer::exports::{ExportedAccount, ExportedList, ExportedListItem, ExportedMovie, ExportedWatch};
use std::borrow::Cow;
use std::io::{self, Write};

/// The most bytes of a file: Letterboxd takes one megabyte.
const MAX_BYTES: usize = 1_000_000;
/// The most rows of a file: with more, its page of an import gets stuck.
const MAX_ROWS: usize = 1_900;
/// The most characters of a list’s name that its file has.
const MAX_SLUG: usize = 40;

const FILMS: &[&str] = &["tmdbID", "imdbID", "Title", "Year", "Rating", "WatchedDate", "Rewatch", "Tags", "Review"];
const WANTED: &[&str] = &["tmdbID", "imdbID", "Title", "Year"];
const LISTED: &[&str] = &["Position", "tmdbID", "imdbID", "Title", "Year", "Review"];

/// What Letterboxd imports.
pub(super) struct Letterboxd {
    files: Files,
    rows: Rows,
    stem: String,
    columns: &'static [&'static str],
    /// How many files of that name there are.
    parts: usize,
    bytes_left: usize,
    rows_left: usize,
    /// How many lists there were, and the one that is being written.
    lists: usize,
    list: Option<ListId>,
}

impl Letterboxd {
    pub fn new(out: Buffer, account: &ExportedAccount) -> Self {
        Self {
            files: Files::zip(out, account.exported_at),
            rows: Rows::default(),
            stem: String::new(),
            columns: FILMS,
            parts: 0,
            bytes_left: 0,
            rows_left: 0,
            lists: 0,
            list: None,
        }
    }

    /// Begins files of that name; the first of them comes with the first row.
    fn series(&mut self, stem: String, columns: &'static [&'static str]) {
        (self.stem, self.columns, self.parts, self.rows_left) = (stem, columns, 0, 0);
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> io::Result<()> {
        let row = self.rows.bytes(cells)?;
        if self.rows_left == 0 || row.len() > self.bytes_left {
            self.parts += 1;
            let name = format!("{}-{}.csv", self.stem, self.parts);
            self.files.start(&name)?;
            let header: Vec<Cow<'_, str>> = self.columns.iter().map(|column| (*column).into()).collect();
            let header = self.rows.bytes(&header)?;
            self.files.write_all(&header)?;
            (self.rows_left, self.bytes_left) = (MAX_ROWS, MAX_BYTES - header.len());
        }
        self.rows_left -= 1;
        self.bytes_left = self.bytes_left.saturating_sub(row.len());
        self.files.write_all(&row)
    }

    /// A watch, or a film that was rated and has none. The latest watch carries what is the film’s own.
    fn film(&mut self, movie: &ExportedMovie, watch: Option<&ExportedWatch>, is_latest: bool) -> io::Result<()> {
        let own = movie.rating.filter(|_| is_latest);
        let rating = watch.and_then(|watch| watch.rating).or(own);
        let day = watch.and_then(|watch| watch.watched_on?.day());
        let is_rewatch = watch.is_some_and(|watch| watch.rewatch == Some(true));
        // A comma would make two of one tag.
        let tags = movie.tags.iter().filter(|_| is_latest).map(|tag| tag.replace(',', " "));
        let tags = tags.collect::<Vec<_>>().join(", ");
        self.row(&[
            cell(movie.tmdb_id.as_ref()),
            text(movie.imdb_id.as_ref()),
            movie.title.as_str().into(),
            cell(movie.year.as_ref()),
            cell(rating.as_ref()),
            cell(day.as_ref()),
            if is_rewatch { "Yes" } else { "" }.into(),
            tags.into(),
            text(watch.and_then(|watch| watch.comment.as_ref())),
        ])
    }
}

impl Shape for Letterboxd {
    fn passes(&self) -> &'static [Pass] {
        &[Pass::Movies, Pass::Movies, Pass::ListItems]
    }

    fn begin(&mut self, pass: usize) -> io::Result<()> {
        match pass {
            0 => self.series("films".to_owned(), FILMS),
            1 => self.series("watchlist".to_owned(), WANTED),
            _ => {}
        }
        Ok(())
    }

    fn movie(&mut self, pass: usize, movie: &ExportedMovie) -> io::Result<()> {
        if pass == 1 {
            if movie.watchlisted_at.is_none() {
                return Ok(());
            }
            return self.row(&[
                cell(movie.tmdb_id.as_ref()),
                text(movie.imdb_id.as_ref()),
                movie.title.as_str().into(),
                cell(movie.year.as_ref()),
            ]);
        }
        let latest = (0..movie.watches.len()).max_by_key(|at| movie.watches[*at].watched_on);
        for (at, watch) in movie.watches.iter().enumerate() {
            self.film(movie, Some(watch), Some(at) == latest)?;
        }
        if movie.watches.is_empty() && movie.rating.is_some() { self.film(movie, None, true) } else { Ok(()) }
    }

    fn item(&mut self, list: &ExportedList, position: u64, item: &ExportedListItem) -> io::Result<()> {
        if self.list != list.id {
            self.list = list.id;
            self.lists += 1;
            self.series(format!("lists/{:03}-{}", self.lists, slug(&list.name)), LISTED);
        }
        self.row(&[
            position.to_string().into(),
            cell(item.tmdb_id.as_ref()),
            text(item.imdb_id.as_ref()),
            item.title.as_str().into(),
            cell(item.year.as_ref()),
            text(item.note.as_ref()),
        ])
    }

    fn finish(&mut self) -> io::Result<()> {
        self.files.finish()
    }
}

/// A list’s name as part of a file’s name, which every system takes.
fn slug(name: &str) -> String {
    let folded = domain::text::fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").chars().take(MAX_SLUG).collect()
}
