//! Wikidata, as it is dumped: a list in JSON with an entity on each line. It is in the public domain (CC0), so
//! catalogues from it may be passed on.
//!
//! The dump is huge, so it is read once: films and people are put down in our own format as they come, and read from
//! there.

mod entity;

use super::Sink;
use super::compact::{Compact, FilmLine, Line, MAX_SERIES, PartLine, header, write};
use super::countries::code_of;
use super::lines::Lines;
use crate::error::Error;
use crate::film::{Id, Kind};
use entity::Entity;
use serde_json::Value;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// How often it is said how far the reading is, in lines.
const LINES_TOLD: u64 = 20_000;
/// How much of the work is reading the dump, in parts of a hundred.
const READING: u64 = 90;
/// The most people of a film that count, besides its directors.
const MAX_CAST: usize = 10;
/// What is a film, as Wikidata has it in “instance of”.
const FILMS: [(u32, Kind); 11] = [
    (11_424, Kind::Movie),     // film
    (24_869, Kind::Movie),     // feature film
    (202_866, Kind::Movie),    // animated film
    (29_168_811, Kind::Movie), // animated feature film
    (20_650_540, Kind::Movie), // anime film
    (226_730, Kind::Movie),    // silent film
    (DOCUMENTARY, Kind::Movie),
    (ADULT, Kind::Movie),
    (506_240, Kind::TvMovie),  // television film
    (24_862, Kind::Short),     // short film
    (17_517_379, Kind::Short), // animated short film
];
const DOCUMENTARY: u32 = 93_204;
const ADULT: u32 = 185_529;
const HUMAN: u32 = 5;
/// What films belong to: a film series, a trilogy of films, a media franchise.
const SERIES: [u32; 3] = [24_856, 13_593_818, 196_600];
/// Units of how long a film runs, with their minutes.
const UNITS: [(&str, f64); 2] = [("/Q7727", 1.0), ("/Q25235", 60.0)];

/// A dump.
pub struct Wikidata(pub PathBuf);

impl Wikidata {
    /// Reads the whole dump.
    ///
    /// # Errors
    /// When it can't be read, or the sink can't take something.
    pub fn read(&self, sink: &mut dyn Sink) -> Result<(), Error> {
        let paths = ["films", "people"].map(|name| sink.folder().join(format!("wikidata-{name}.jsonl")));
        let [mut films, mut people] = [BufWriter::new(create(&paths[0])?), BufWriter::new(create(&paths[1])?)];
        write(&mut films, &paths[0], &header(false))?;
        write(&mut people, &paths[1], &header(true))?;
        let (mut lines, mut count) = (Lines::open(&self.0)?, 0_u64);
        let total = self.0.metadata().map_err(Error::of_file(&self.0))?.len();
        while let Some(line) = lines.next()? {
            if let Some(entity) = entity(line) {
                match entity {
                    Ok(entity) => {
                        if let Some(film) = film(&entity) {
                            write(&mut films, &paths[0], &Line::Film(Box::new(film)))?;
                        } else if let Some((id, name)) = human(&entity) {
                            write(&mut people, &paths[1], &Line::Person { id, name })?;
                        } else if let Some((id, name)) = series(&entity) {
                            write(&mut people, &paths[1], &Line::Series { id, name })?;
                        }
                    }
                    Err(error) => return Err(lines.wrong(&format!("this is no entity: {error}"))),
                }
            }
            count += 1;
            if count.is_multiple_of(LINES_TOLD) {
                sink.progress(lines.bytes_read() * READING, total * 100)?;
            }
        }
        films.flush().map_err(Error::of_file(&paths[0]))?;
        people.flush().map_err(Error::of_file(&paths[1]))?;
        Compact { files: paths.into(), done: READING }.read(sink)
    }
}

fn create(path: &PathBuf) -> Result<File, Error> {
    File::create(path).map_err(Error::of_file(path))
}

/// Whether a first line is that of a dump.
pub fn is_first_line(line: &str) -> bool {
    line.trim_end() == "[" || (line.starts_with('{') && line.contains("\"type\":\"item\""))
}

/// The entity of a line, if it may be a film, a human or a series. Most are none of these, and reading them takes long.
fn entity(line: &str) -> Option<serde_json::Result<Entity>> {
    let text = line.trim_matches([' ', ',', '\r']);
    if matches!(text, "" | "[" | "]") {
        return None;
    }
    // A line that broke off is noticed, whatever it was.
    (names_a_kind(text) || !text.ends_with('}')).then(|| serde_json::from_str(text))
}

/// Whether a text names humans, a kind of film or of series anywhere.
fn names_a_kind(text: &str) -> bool {
    text.match_indices("\"id\":\"Q").any(|(at, key)| {
        let rest = &text[at + key.len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let is_kind =
            |number: u32| number == HUMAN || SERIES.contains(&number) || FILMS.iter().any(|it| it.0 == number);
        rest[..end].parse().is_ok_and(is_kind)
    })
}

fn human(entity: &Entity) -> Option<(u32, String)> {
    entity.entities("P31").contains(&HUMAN).then_some(())?;
    Some((entity.number()?, entity.name()?.to_owned()))
}

fn series(entity: &Entity) -> Option<(u32, String)> {
    entity.entities("P31").iter().any(|kind| SERIES.contains(kind)).then_some(())?;
    Some((entity.number()?, entity.name()?.to_owned()))
}

fn film(entity: &Entity) -> Option<FilmLine> {
    let kinds = entity.entities("P31");
    // What is both a film and a short film is short.
    let kind = FILMS.iter().rev().find(|(number, _)| kinds.contains(number))?.1;
    let genres = entity.entities("P136");
    let is_of = |number: u32| kinds.contains(&number) || genres.contains(&number);
    let imdb = entity.text("P345").and_then(|id| id.strip_prefix("tt")?.parse().ok()).map(Id::Imdb);
    let original = entity.values("P1476").into_iter().find_map(|value| value["text"].as_str());
    let title = entity.labels.0.get("en").map(|label| label.value.as_str()).or(original).or(entity.name())?;
    let titles = entity.labels.0.iter().filter(|(language, _)| language.len() == 2);
    Some(FilmLine {
        id: imdb.map_or_else(|| entity.number().map(Id::Wikidata), Some)?.to_string(),
        tmdb: entity.text("P4947").and_then(|number| number.parse().ok()),
        kind: kind.number(),
        adult: is_of(ADULT),
        title: title.to_owned(),
        original_title: original.filter(|original| *original != title).map(str::to_owned),
        year: entity.values("P577").into_iter().filter_map(year).min(),
        minutes: entity.values("P2047").into_iter().find_map(minutes),
        genres: is_of(DOCUMENTARY).then(|| "Documentary".to_owned()).into_iter().collect(),
        countries: countries(entity),
        series: parts(entity),
        known: u32::try_from(entity.sitelinks.0.len()).unwrap_or(u32::MAX),
        titles: titles.map(|(language, label)| (language.clone(), label.value.clone())).collect(),
        directors: entity.entities("P57").into_iter().take(MAX_CAST).collect(),
        cast: entity.entities("P161").into_iter().take(MAX_CAST).collect(),
    })
}

/// The countries that it comes from, each once.
fn countries(entity: &Entity) -> Vec<String> {
    let mut codes = Vec::new();
    for code in entity.entities("P495").into_iter().filter_map(code_of) {
        if !codes.iter().any(|it| it == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// The series that it is part of.
fn parts(entity: &Entity) -> Vec<PartLine> {
    entity.places("P179").into_iter().map(|(id, place)| PartLine { id, place }).take(MAX_SERIES).collect()
}

/// The year of a time such as `+1995-12-15T00:00:00Z`.
fn year(value: &Value) -> Option<u16> {
    value["time"].as_str()?.strip_prefix('+')?.split('-').next()?.parse().ok()
}

fn minutes(value: &Value) -> Option<u16> {
    let amount: f64 = value["amount"].as_str()?.parse().ok()?;
    let unit = value["unit"].as_str()?;
    let minutes = UNITS.iter().find(|(name, _)| unit.ends_with(name))?.1 * amount;
    format!("{minutes:.0}").parse().ok().filter(|minutes| *minutes > 0)
}
