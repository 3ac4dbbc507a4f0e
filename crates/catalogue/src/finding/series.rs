//! Series, and the films that are part of them.

use super::{COLUMNS, Catalogue, Found, found};
use crate::building::parts;
use crate::error::Error;
use crate::film::{Id, Part};
use rusqlite::OptionalExtension;

/// Films that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its number at Wikidata.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The ranks of its films, in their order.
    pub ranks: Vec<u32>,
}

impl Catalogue {
    /// The series that the film of this rank is part of, with its place in each.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn parts(&self, rank: u32) -> Result<Vec<Part>, Error> {
        let mut select = self.index.prepare_cached("SELECT series FROM films WHERE rank = ?1")?;
        let text: Option<Option<String>> = select.query_row([rank], |row| row.get(0)).optional()?;
        Ok(text.flatten().map(|text| parts(&text)).unwrap_or_default())
    }

    /// Whether there are any series.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn has_series(&self) -> Result<bool, Error> {
        Ok(self.index.query_row("SELECT EXISTS (SELECT 1 FROM series)", [], |row| row.get(0))?)
    }

    /// The same of the film with this number at IMDb.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn parts_of(&self, imdb: u32) -> Result<Vec<Part>, Error> {
        let Some(number) = Id::Imdb(imdb).number() else { return Ok(Vec::new()) };
        let mut select = self.index.prepare_cached("SELECT series FROM films WHERE id = ?1")?;
        let text: Option<Option<String>> = select.query_row([number], |row| row.get(0)).optional()?;
        Ok(text.flatten().map(|text| parts(&text)).unwrap_or_default())
    }

    /// The series with this number. None when there is none, or only one of its films.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn series(&self, id: u32) -> Result<Option<Series>, Error> {
        let mut select = self.index.prepare_cached("SELECT name, films FROM series WHERE id = ?1")?;
        let row = select.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))).optional()?;
        Ok(row.map(|(name, films)| {
            let ranks = films.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
            Series { id, name, ranks }
        }))
    }

    /// The films of a series, in their order.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn films_of_series(&self, series: &Series) -> Result<Vec<Found>, Error> {
        let mut select = self.index.prepare_cached(&format!("SELECT {COLUMNS} FROM films WHERE rank = ?1"))?;
        series.ranks.iter().map(|rank| Ok(select.query_row([rank], found)?)).collect()
    }
}
