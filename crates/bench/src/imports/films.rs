//! The films that the files are about.

use crate::films::draft;
use anyhow::{Context, Result, ensure};
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Every so many rows, a made-up list has a film again.
const REPEATS: u32 = 50;
/// Every so many made-up films have an odd title.
const ODD: u32 = 97;
/// The longest title of a film that there is, in characters.
const LONGEST: usize = 364;

/// A film in a file.
pub struct Film {
    /// The title.
    pub title: String,
    /// The year, where it is known.
    pub year: Option<i64>,
    /// A number that only this film has, from 1.
    pub number: u32,
}

impl Film {
    /// An ID as IMDb's are.
    pub fn imdb(&self) -> String {
        format!("tt{:07}", self.number)
    }

    /// The year, or nothing.
    pub fn year_text(&self) -> String {
        self.year.map(|year| year.to_string()).unwrap_or_default()
    }
}

/// The films, in the order of the rows.
pub enum Films {
    /// Made up, any number of them, and the same in every run.
    MadeUp,
    /// Out of a file: from the first again after the last.
    Read(Vec<(String, Option<i64>)>),
}

impl Films {
    /// Those of a file with a JSON object on each line; made-up ones without a file.
    ///
    /// # Errors
    /// When the file can't be read, or has no films.
    pub fn read(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::MadeUp) };
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let is_packed = path.extension().is_some_and(|ending| ending == "gz");
        let text: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut all = Vec::new();
        for line in BufReader::new(text).lines() {
            let row: Value = serde_json::from_str(&line?).context("a line isn’t JSON")?;
            all.push((row["title"].as_str().context("a film has no title")?.to_owned(), row["year"].as_i64()));
        }
        ensure!(!all.is_empty(), "{} has no films", path.display());
        Ok(Self::Read(all))
    }

    /// The film of a row, counted from 0.
    pub fn of_row(&self, row: u32) -> Film {
        match self {
            Self::MadeUp => made_up(if row % REPEATS == REPEATS - 1 { row - REPEATS / 2 } else { row }),
            Self::Read(films) => {
                let at = row as usize % films.len();
                let (title, year) = films[at].clone();
                // No list of films is that long.
                Film { title, year, number: u32::try_from(at).unwrap_or(u32::MAX - 1) + 1 }
            }
        }
    }
}

fn made_up(row: u32) -> Film {
    let draft = draft(row);
    let plain = draft.title;
    let title = match (row.is_multiple_of(ODD), row / ODD % 8) {
        (true, 0) => format!("“{plain}”, or \"{row}\""),
        (true, 1) => format!("={plain}; {row}"),
        (true, 2) => format!("{plain} <b>&amp;</b> \\ {row}"),
        (true, 3) => format!("Ｆｉｌｍ　№{row} 😀 {plain}"),
        (true, 4) => format!("שלום {row} سلام"),
        (true, 5) => row.to_string(),
        (true, 6) => format!("Cafe\u{301} {row}, Ünïcödé"),
        (true, _) => format!("{plain} ").repeat(LONGEST).chars().take(LONGEST).collect(),
        // Titles are made of few words.
        (false, _) => format!("{plain} {row}"),
    };
    Film { title, year: draft.year.filter(|_| !row.is_multiple_of(31)), number: row + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn made_up_films_are_the_same_in_every_run_and_repeat_now_and_then() {
        let numbers: BTreeSet<u32> = (0..1000).map(|row| Films::MadeUp.of_row(row).number).collect();
        assert_eq!(numbers.len(), 980);
        assert_eq!(Films::MadeUp.of_row(49).title, Films::MadeUp.of_row(24).title);
        let longest = (0..1000).map(|row| Films::MadeUp.of_row(row).title.chars().count()).max();
        assert_eq!(longest, Some(LONGEST));
    }
}
