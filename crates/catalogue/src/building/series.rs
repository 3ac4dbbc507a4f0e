//! Writing the series that films are part of.

use crate::error::Error;
use crate::film::{Film, Part};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The films of each series by their places in it, then by their years, with their ranks.
#[derive(Default)]
pub struct Series(BTreeMap<u32, Vec<(u16, u16, u32)>>);

/// How many films a series has at least. One alone is none.
const FEWEST: usize = 2;

impl Series {
    /// Adds a film of a rank to all that it is part of.
    pub fn add(&mut self, film: &Film, rank: u32) {
        let year = film.year.unwrap_or(u16::MAX);
        for Part { series, place } in &film.series {
            self.0.entry(*series).or_default().push((place.unwrap_or(u16::MAX), year, rank));
        }
    }

    /// Writes those that have a name.
    pub fn write(self, index: &Connection, names: &BTreeMap<u32, String>) -> Result<(), Error> {
        let mut insert = index.prepare("INSERT INTO series (id, name, films) VALUES (?1, ?2, ?3)")?;
        for (id, mut films) in self.0 {
            films.sort_unstable();
            films.dedup_by_key(|it| it.2);
            let Some(name) = names.get(&id).filter(|name| !name.is_empty() && films.len() >= FEWEST) else { continue };
            let films: Vec<u8> = films.iter().flat_map(|(.., rank)| rank.to_le_bytes()).collect();
            insert.execute((id, name, films))?;
        }
        Ok(())
    }
}

/// The series of a film as the index keeps them: `1215:2,96:` is the second film of one and some film of another.
pub fn kept(series: &[Part]) -> Option<String> {
    let text = |part: &Part| format!("{}:{}", part.series, part.place.map(|it| it.to_string()).unwrap_or_default());
    (!series.is_empty()).then(|| series.iter().map(text).collect::<Vec<_>>().join(","))
}

/// The series that are kept so.
pub fn parts(text: &str) -> Vec<Part> {
    let part = |text: &str| {
        let (series, place) = text.split_once(':')?;
        Some(Part { series: series.parse().ok()?, place: place.parse().ok() })
    };
    text.split(',').filter_map(part).collect()
}
