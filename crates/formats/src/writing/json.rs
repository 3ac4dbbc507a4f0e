//! Our own JSON: everything, by itself or in a zip with the pictures.
//!
//! Films that have watches with very long comments stand there several times, with the same ID: each object has at most
//! so many bytes that it can be read back within the bounds of an import.

use super::files::{Buffer, Files};
use super::{Pass, Shape};
use domain::transfer::exports::{
    EXPORT_VERSION, ExportedAccount, ExportedList, ExportedListItem, ExportedMovie, ExportedWatch,
};
use serde::Serialize;
use std::io::{self, Write};

/// What the file is called in a zip.
const NAME: &str = "movie-tracker.json";
/// The bytes of watches that stand in one object, one watch apart.
const WATCH_BYTES: usize = 200 * 1024;
/// What a watch takes besides its texts.
const WATCH_OVERHEAD: usize = 300;

/// Our own JSON.
pub(super) struct Json {
    files: Files,
    has_pictures: bool,
    /// Whether the array has an item already.
    is_filled: bool,
}

impl Json {
    pub fn new(out: Buffer, account: &ExportedAccount) -> io::Result<Self> {
        Self { files: Files::Single(out), has_pictures: false, is_filled: false }.begun(account)
    }

    pub fn with_pictures(out: Buffer, account: &ExportedAccount) -> io::Result<Self> {
        let mut files = Files::zip(out, account.exported_at);
        files.start(NAME)?;
        Self { files, has_pictures: true, is_filled: false }.begun(account)
    }

    fn begun(mut self, account: &ExportedAccount) -> io::Result<Self> {
        let head = serde_json::json!({ "version": EXPORT_VERSION, "exported_at": account.exported_at });
        let settings = serde_json::to_string(&account.settings)?;
        write!(self.files, "{{\n\"movie_tracker\": {head},\n\"settings\": {settings}")?;
        self.array("views")?;
        account.views.iter().try_for_each(|view| self.value(view))?;
        self.array("dismissals")?;
        account.dismissals.iter().try_for_each(|dismissal| self.value(dismissal))?;
        self.array("services")?;
        account.services.iter().try_for_each(|service| self.value(service))?;
        Ok(self)
    }

    /// Ends the array before, and begins the next.
    fn array(&mut self, name: &str) -> io::Result<()> {
        // The first follows an object.
        let end = if name == "views" { "" } else { "\n]" };
        self.is_filled = false;
        write!(self.files, "{end},\n\"{name}\": [")
    }

    fn value(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.files.write_all(if std::mem::replace(&mut self.is_filled, true) { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut self.files, value)?;
        Ok(())
    }
}

impl Shape for Json {
    fn passes(&self) -> &'static [Pass] {
        const ALL: &[Pass] = &[Pass::Lists, Pass::Movies, Pass::ListItems, Pass::Pictures];
        if self.has_pictures { ALL } else { &ALL[..3] }
    }

    fn begin(&mut self, pass: usize) -> io::Result<()> {
        match self.passes()[pass] {
            Pass::Lists => self.array("lists"),
            Pass::Movies => self.array("movies"),
            Pass::ListItems => self.array("list_items"),
            Pass::Pictures => self.files.write_all(b"\n]\n}\n"),
        }
    }

    fn list(&mut self, list: &ExportedList) -> io::Result<()> {
        self.value(list)
    }

    fn movie(&mut self, _: usize, movie: &ExportedMovie) -> io::Result<()> {
        let portions = portions(&movie.watches);
        let [first, more @ ..] = portions.as_slice() else { return self.value(movie) };
        if more.is_empty() {
            return self.value(movie);
        }
        self.value(&ExportedMovie { watches: first.to_vec(), ..movie.clone() })?;
        for watches in more {
            self.value(&Continued { id: movie.id, title: &movie.title, year: movie.year, watches })?;
        }
        Ok(())
    }

    fn item(&mut self, _: &ExportedList, _: u64, item: &ExportedListItem) -> io::Result<()> {
        self.value(item)
    }

    fn picture(&mut self, path: &str, jpeg: &[u8]) -> io::Result<()> {
        self.files.add(path, jpeg)
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.has_pictures {
            self.files.write_all(b"\n]\n}\n")?;
        }
        self.files.finish()
    }
}

/// More watches of a film.
#[derive(Serialize)]
struct Continued<'a> {
    id: Option<domain::ids::MovieId>,
    title: &'a str,
    year: Option<i16>,
    watches: &'a [ExportedWatch],
}

/// The watches, in portions of bounded size.
fn portions(watches: &[ExportedWatch]) -> Vec<&[ExportedWatch]> {
    let size = |watch: &ExportedWatch| {
        let texts = [&watch.comment, &watch.place, &watch.external_id].into_iter().flatten().map(String::len);
        WATCH_OVERHEAD + texts.sum::<usize>() + watch.companions.iter().map(String::len).sum::<usize>()
    };
    let (mut all, mut from, mut bytes) = (Vec::new(), 0, 0);
    for (at, watch) in watches.iter().enumerate() {
        if bytes > WATCH_BYTES {
            all.push(&watches[from..at]);
            (from, bytes) = (at, 0);
        }
        bytes += size(watch);
    }
    all.push(&watches[from..]);
    all
}
