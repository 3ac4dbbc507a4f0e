//! Our own tables: films, watches, lists and the films of lists, in a zip.
//!
//! Several names in a cell stand on lines of their own, because a name can have any other character.

use super::files::{Buffer, Files};
use super::rows::{Rows, cell, text};
use super::{Pass, Shape};
use domain::transfer::exports::{ExportedAccount, ExportedList, ExportedListItem, ExportedMovie, ExportedWatch};
use std::io::{self, Write};

/// What tells spreadsheets that the text is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

const MOVIES: &[&str] = &[
    "movie_id",
    "title",
    "original_title",
    "year",
    "runtime_minutes",
    "genres",
    "directors",
    "actors",
    "services",
    "overview",
    "notes",
    "rating",
    "liked",
    "watchlisted_at",
    "watchlist_order",
    "tags",
    "imdb_id",
    "tmdb_id",
    "watch_count",
    "added_at",
];
const WATCHES: &[&str] = &[
    "movie_id",
    "title",
    "year",
    "imdb_id",
    "tmdb_id",
    "watched_on",
    "rating",
    "liked",
    "rewatch",
    "comment",
    "place",
    "companions",
    "source",
    "external_id",
    "added_at",
];
const LISTS: &[&str] = &["list_id", "name", "description", "ranked", "visibility", "tags", "created_at"];
const ITEMS: &[&str] =
    &["list_id", "list", "position", "movie_id", "title", "year", "imdb_id", "tmdb_id", "note", "added_at"];

/// Our own tables.
pub(super) struct Csv {
    files: Files,
    rows: Rows,
}

impl Csv {
    pub fn new(out: Buffer, account: &ExportedAccount) -> Self {
        Self { files: Files::zip(out, account.exported_at), rows: Rows::default() }
    }

    fn film(&mut self, it: &ExportedMovie) -> io::Result<()> {
        let cells = [
            cell(it.id.as_ref()),
            it.title.as_str().into(),
            text(it.original_title.as_ref()),
            cell(it.year.as_ref()),
            cell(it.runtime_minutes.as_ref()),
            it.genres.join("\n").into(),
            it.directors.join("\n").into(),
            it.actors.join("\n").into(),
            it.services.join("\n").into(),
            text(it.overview.as_ref()),
            text(it.notes.as_ref()),
            cell(it.rating.as_ref()),
            yes(it.liked).into(),
            cell(it.watchlisted_at.as_ref()),
            cell(it.watchlist_order.as_ref()),
            it.tags.join("\n").into(),
            text(it.imdb_id.as_ref()),
            cell(it.tmdb_id.as_ref()),
            it.watches.len().to_string().into(),
            cell(it.added_at.as_ref()),
        ];
        self.rows.write(&mut self.files, &cells)
    }

    fn watch(&mut self, movie: &ExportedMovie, it: &ExportedWatch) -> io::Result<()> {
        let cells = [
            cell(movie.id.as_ref()),
            movie.title.as_str().into(),
            cell(movie.year.as_ref()),
            text(movie.imdb_id.as_ref()),
            cell(movie.tmdb_id.as_ref()),
            cell(it.watched_on.as_ref()),
            cell(it.rating.as_ref()),
            yes(it.liked).into(),
            it.rewatch.map(|rewatch| if rewatch { "yes" } else { "no" }).unwrap_or_default().into(),
            text(it.comment.as_ref()),
            text(it.place.as_ref()),
            it.companions.join("\n").into(),
            text(it.source.as_ref()),
            text(it.external_id.as_ref()),
            cell(it.added_at.as_ref()),
        ];
        self.rows.write(&mut self.files, &cells)
    }
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "" }
}

impl Shape for Csv {
    fn passes(&self) -> &'static [Pass] {
        &[Pass::Movies, Pass::Movies, Pass::Lists, Pass::ListItems]
    }

    fn begin(&mut self, pass: usize) -> io::Result<()> {
        let (name, columns) = match pass {
            0 => ("films.csv", MOVIES),
            1 => ("watches.csv", WATCHES),
            2 => ("lists.csv", LISTS),
            _ => ("list-films.csv", ITEMS),
        };
        self.files.start(name)?;
        self.files.write_all(MARK)?;
        self.rows.header(&mut self.files, columns)
    }

    fn movie(&mut self, pass: usize, movie: &ExportedMovie) -> io::Result<()> {
        if pass == 0 {
            return self.film(movie);
        }
        movie.watches.iter().try_for_each(|watch| self.watch(movie, watch))
    }

    fn list(&mut self, it: &ExportedList) -> io::Result<()> {
        let cells = [
            cell(it.id.as_ref()),
            it.name.as_str().into(),
            text(it.description.as_ref()),
            yes(it.ranked).into(),
            it.visibility.as_str().into(),
            it.tags.join("\n").into(),
            cell(it.created_at.as_ref()),
        ];
        self.rows.write(&mut self.files, &cells)
    }

    fn item(&mut self, list: &ExportedList, position: u64, it: &ExportedListItem) -> io::Result<()> {
        let cells = [
            cell(it.list.as_ref()),
            list.name.as_str().into(),
            position.to_string().into(),
            cell(it.movie.as_ref()),
            it.title.as_str().into(),
            cell(it.year.as_ref()),
            text(it.imdb_id.as_ref()),
            cell(it.tmdb_id.as_ref()),
            text(it.note.as_ref()),
            cell(it.added_at.as_ref()),
        ];
        self.rows.write(&mut self.files, &cells)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.files.finish()
    }
}
