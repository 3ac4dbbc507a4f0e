//! Where films come from: a file for each source.

pub mod compact;
pub mod countries;
pub mod imdb;
mod lines;
mod regions;
pub mod wikidata;

use crate::error::Error;
use crate::film::{Film, Id, Origin, Role};
use crate::language::Language;
use compact::Compact;
use imdb::Imdb;
use lines::Lines;
use std::path::{Path, PathBuf};
use wikidata::Wikidata;

/// A title of a film besides the one where it is best known and the one where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct OtherTitle<'a> {
    /// The title.
    pub text: &'a str,
    /// Its language, if that is known.
    pub language: Option<Language>,
    /// How far behind other titles in that language it comes; 0 for the one that is shown.
    pub behind: u8,
}

/// What takes the films of a source. All films come first; then more of their titles, who worked on them, and those
/// people.
pub trait Sink {
    /// Says where the films come from, before any of them.
    fn begin(&mut self, origin: Origin);

    /// A folder for files that are of no use later.
    fn folder(&self) -> &Path;

    /// A film. Films of the same number count once.
    ///
    /// # Errors
    /// When it can't be kept, or when the building was stopped; all other methods, too.
    fn film(&mut self, film: Film) -> Result<(), Error>;

    /// That there are no more films.
    ///
    /// # Errors
    /// As above.
    fn end_of_films(&mut self) -> Result<(), Error>;

    /// Whether more is wanted of this film.
    fn wants_film(&self, id: Id) -> bool;

    /// Another title of a film.
    ///
    /// # Errors
    /// As above.
    fn title(&mut self, id: Id, title: OtherTitle<'_>) -> Result<(), Error>;

    /// Somebody who worked on a film, by their number, and as which of the film's people they are named.
    ///
    /// # Errors
    /// As above.
    fn credit(&mut self, id: Id, person: u32, role: Role, place: u16) -> Result<(), Error>;

    /// Whether the name of the person with this number is wanted.
    fn wants_person(&self, person: u32) -> bool;

    /// A person.
    ///
    /// # Errors
    /// As above.
    fn person(&mut self, person: u32, name: &str) -> Result<(), Error>;

    /// Whether the name of the series with this number is wanted.
    fn wants_series(&self, series: u32) -> bool;

    /// A series of films.
    ///
    /// # Errors
    /// As above.
    fn series(&mut self, series: u32, name: &str) -> Result<(), Error>;

    /// Says how much of all bytes is read.
    ///
    /// # Errors
    /// When the building was stopped.
    fn progress(&mut self, done: u64, total: u64) -> Result<(), Error>;
}

/// What there is in a folder.
pub enum Source {
    /// IMDb's datasets.
    Imdb(Imdb),
    /// A dump of Wikidata.
    Wikidata(Wikidata),
    /// A catalogue in our own format.
    Compact(Compact),
}

impl Source {
    /// Looks for a source in a folder: for IMDb's datasets first, then for files of JSON, which their first lines tell
    /// apart. It may be the file itself, too.
    ///
    /// # Errors
    /// When there is none, or it can't be read.
    pub fn at(place: &Path) -> Result<Self, Error> {
        let files = if place.is_dir() {
            match Imdb::in_folder(place) {
                Ok(imdb) => return Ok(Self::Imdb(imdb)),
                Err(Error::NoDataset(_)) => json_files(place)?,
                Err(error) => return Err(error),
            }
        } else if place.is_file() {
            vec![place.to_owned()]
        } else {
            // Also what one would wait for, such as a pipe.
            Vec::new()
        };
        for path in files {
            let mut lines = Lines::open(&path)?;
            let first = lines.next()?.unwrap_or_default();
            if compact::is_header(first) {
                return Ok(Self::Compact(Compact { files: vec![path], done: 0 }));
            }
            if wikidata::is_first_line(first) {
                return Ok(Self::Wikidata(Wikidata(path)));
            }
        }
        Err(Error::NoDataset(place.to_owned()))
    }

    /// Where its films come from.
    pub fn origin(&self) -> Origin {
        if matches!(self, Self::Imdb(_)) { Origin::Imdb } else { Origin::Wikidata }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// When it can't be read, or the sink can't take something.
    pub fn read(&self, sink: &mut dyn Sink) -> Result<(), Error> {
        match self {
            Self::Imdb(it) => it.read(sink),
            Self::Wikidata(it) => it.read(sink),
            Self::Compact(it) => it.read(sink),
        }
    }
}

/// The files of a folder that may be of JSON, by their names.
fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in folder.read_dir().map_err(Error::of_file(folder))? {
        let path = entry.map_err(Error::of_file(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if [".json", ".jsonl"].iter().any(|end| name.trim_end_matches(".gz").ends_with(end)) {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}
