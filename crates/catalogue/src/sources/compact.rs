//! Our own format, which may be passed on: lines of JSON, gzipped or not. The first line says what it is; then come
//! films, and at last people and series. It is described in docs/catalogue.md.

use super::countries::is_country;
use super::lines::Lines;
use super::{OtherTitle, Sink};
use crate::error::Error;
use crate::film::{Film, Id, Kind, Origin, Part, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the first line says.
pub const FORMAT: &str = "movietracker catalogue";
/// The newest version, which is read like all before it.
pub const VERSION: u32 = 2;
/// The version of a file without series: programs that don't know those read it.
const VERSION_WITHOUT_SERIES: u32 = 1;
/// How often it is said how far the reading is, in lines.
const LINES_TOLD: u64 = 20_000;
/// The most series that a film is part of.
pub const MAX_SERIES: usize = 8;

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The first one.
    Header {
        /// [`FORMAT`].
        format: String,
        /// At most [`VERSION`].
        version: u32,
    },
    /// A film.
    Film(Box<FilmLine>),
    /// Somebody who worked on films.
    Person {
        /// The number at Wikidata.
        id: u32,
        /// The name.
        name: String,
    },
    /// Films that belong together.
    Series {
        /// The number at Wikidata.
        id: u32,
        /// The name.
        name: String,
    },
}

/// A film, in a line.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FilmLine {
    /// `tt…` or `Q…`.
    pub id: String,
    /// The number at TMDB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmdb: Option<u32>,
    /// 0 for a film for cinemas, 1 for television, 2 for a short film, 3 for one on tape, disc or line.
    #[serde(skip_serializing_if = "is_zero")]
    pub kind: u8,
    /// Whether it is pornography.
    #[serde(skip_serializing_if = "is_false")]
    pub adult: bool,
    /// The title where it is best known.
    pub title: String,
    /// The title where it comes from, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_title: Option<String>,
    /// When it came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// How long it runs, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// The genres.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    /// How well it is known: in how many wikis it has a page.
    pub known: u32,
    /// Where it comes from, by the two letters of ISO 3166-1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// The series that it is part of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<PartLine>,
    /// The title in each language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// The numbers of those who directed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directors: Vec<u32>,
    /// The numbers of those who played in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cast: Vec<u32>,
}

/// That a film is part of a series.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PartLine {
    /// The number of the series at Wikidata.
    pub id: u32,
    /// Its place in the series, from 1 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u16>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is called so")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is called so")]
fn is_false(is: &bool) -> bool {
    !is
}

/// Files in our format, which together are one.
pub struct Compact {
    /// The files.
    pub files: Vec<PathBuf>,
    /// How much of the work was done to make them, in parts of a hundred.
    pub done: u64,
}

impl Compact {
    /// Reads all films, and then all that belongs to them and the people.
    ///
    /// # Errors
    /// When a file can't be read, or the sink can't take something.
    pub fn read(&self, sink: &mut dyn Sink) -> Result<(), Error> {
        sink.begin(Origin::Wikidata);
        self.each(sink, 0, |sink, line| match line {
            Line::Film(it) => film(&it).map_or(Ok(()), |film| sink.film(film)),
            _ => Ok(()),
        })?;
        sink.end_of_films()?;
        self.each(sink, 1, |sink, line| match line {
            Line::Film(it) => more(&it, sink),
            Line::Person { id, name } if sink.wants_person(id) && !name.is_empty() => sink.person(id, &name),
            Line::Series { id, name } if sink.wants_series(id) && !name.is_empty() => sink.series(id, &name),
            _ => Ok(()),
        })
    }

    /// Gives all lines; the files are read for the second time when one time is done.
    fn each(
        &self,
        sink: &mut dyn Sink,
        times_read: u64,
        mut take: impl FnMut(&mut dyn Sink, Line) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let total: u64 = self.files.iter().filter_map(|path| path.metadata().ok()).map(|it| it.len()).sum();
        let mut before = times_read * total;
        // All is read twice.
        let told = |read: u64| (self.done * 2 * total + (100 - self.done) * read, 200 * total);
        for path in &self.files {
            let mut lines = Lines::open(path)?;
            check_header(&mut lines)?;
            let mut count = 0_u64;
            while let Some(text) = lines.next()? {
                match serde_json::from_str(text) {
                    Ok(line) => take(sink, line)?,
                    Err(error) => return Err(lines.wrong(&format!("this is no film and no person: {error}"))),
                }
                count += 1;
                if count.is_multiple_of(LINES_TOLD) {
                    let (done, all) = told(before + lines.bytes_read());
                    sink.progress(done, all)?;
                }
            }
            before += lines.bytes_read();
        }
        let (done, all) = told(before);
        sink.progress(done, all)
    }
}

/// Whether a first line is that of a file in our format.
pub fn is_header(line: &str) -> bool {
    matches!(serde_json::from_str(line), Ok(Line::Header { format, .. }) if format == FORMAT)
}

fn check_header(lines: &mut Lines) -> Result<(), Error> {
    let header = lines.next()?.and_then(|line| serde_json::from_str(line).ok());
    match header {
        Some(Line::Header { format, version: 1..=VERSION }) if format == FORMAT => Ok(()),
        Some(Line::Header { format, .. }) if format == FORMAT => {
            Err(lines.wrong("this file is for a newer version of Movie Tracker"))
        }
        _ => Err(lines.wrong("this is no catalogue of Movie Tracker")),
    }
}

/// The film of a line. None without an ID or a title.
fn film(it: &FilmLine) -> Option<Film> {
    Some(Film {
        id: it.id.parse::<Id>().ok().filter(|_| !it.title.is_empty())?,
        tmdb: it.tmdb,
        kind: Kind::of(it.kind)?,
        adult: it.adult,
        title: it.title.clone(),
        original_title: it.original_title.clone(),
        year: it.year,
        runtime_minutes: it.minutes,
        genres: it.genres.join(","),
        votes: it.known,
        rating: 0,
        countries: it
            .countries
            .iter()
            .filter(|code| is_country(code))
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(","),
        series: it.series.iter().map(|part| Part { series: part.id, place: part.place }).take(MAX_SERIES).collect(),
    })
}

/// The titles and the people of a film.
fn more(it: &FilmLine, sink: &mut dyn Sink) -> Result<(), Error> {
    let Some(id) = it.id.parse::<Id>().ok().filter(|id| sink.wants_film(*id)) else { return Ok(()) };
    for (language, text) in &it.titles {
        sink.title(id, OtherTitle { text, language: language.parse().ok(), behind: 0 })?;
    }
    for (role, people) in [(Role::Director, &it.directors), (Role::Actor, &it.cast)] {
        for (person, place) in people.iter().zip(0..) {
            sink.credit(id, *person, role, place)?;
        }
    }
    Ok(())
}

/// The header, as it is written. Programs that don't know series refuse a file that has them by its header, rather than
/// in the middle.
pub fn header(has_series: bool) -> Line {
    let version = if has_series { VERSION } else { VERSION_WITHOUT_SERIES };
    Line::Header { format: FORMAT.to_owned(), version }
}

/// Writes a line.
///
/// # Errors
/// When it can't be written.
pub fn write(to: &mut dyn std::io::Write, path: &Path, line: &Line) -> Result<(), Error> {
    let mut text = serde_json::to_vec(line).map_err(|error| Error::of_file(path)(error.into()))?;
    text.push(b'\n');
    to.write_all(&text).map_err(Error::of_file(path))
}
