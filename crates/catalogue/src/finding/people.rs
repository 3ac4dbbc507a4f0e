//! Who worked on a film, and on which films somebody worked.

use super::{COLUMNS, Catalogue, Found, found};
use crate::error::Error;
use crate::film::Role;
use crate::postings::numbers;
use rusqlite::OptionalExtension;

/// Somebody who worked on a film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The person's number.
    pub person: u32,
    /// Their name.
    pub name: String,
    /// What they did.
    pub role: Role,
}

/// Somebody who works on films.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// The films, the best known first, each with what they did: twice if they did both.
    pub films: Vec<(Role, Found)>,
}

impl Catalogue {
    /// The people of the film with this rank: directors first, each in the order of the source. Those whose names
    /// aren't known are left out.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn credits(&self, rank: u32) -> Result<Vec<Credit>, Error> {
        let mut credits = Vec::new();
        for (person, role) in self.people(rank)? {
            credits.extend(self.name(person)?.map(|name| Credit { person, name, role }));
        }
        Ok(credits)
    }

    /// The numbers of the people of the film with this rank: directors first, each in the order of the source.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn people(&self, rank: u32) -> Result<Vec<(u32, Role)>, Error> {
        let mut select = self.index.prepare_cached("SELECT credits FROM films WHERE rank = ?1")?;
        let blob: Option<Option<Vec<u8>>> = select.query_row([rank], |row| row.get(0)).optional()?;
        let blob = blob.flatten().unwrap_or_default();
        Ok(blob.as_chunks::<4>().0.iter().map(|bytes| with_role(u32::from_le_bytes(*bytes))).collect())
    }

    /// The ranks of somebody's films, the best known first, each with what they did: twice if they did both.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn films_of(&self, person: u32) -> Result<Vec<(u32, Role)>, Error> {
        let mut select = self.index.prepare_cached("SELECT films FROM filmographies WHERE person = ?1")?;
        let blob: Option<Vec<u8>> = select.query_row([person], |row| row.get(0)).optional()?;
        Ok(numbers(&blob.unwrap_or_default()).map(with_role).collect())
    }

    /// The person with this number. None when there is no name of one.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn person(&self, number: u32) -> Result<Option<Person>, Error> {
        let Some(name) = self.name(number)? else { return Ok(None) };
        let mut select = self.index.prepare_cached(&format!("SELECT {COLUMNS} FROM films WHERE rank = ?1"))?;
        let films = self
            .films_of(number)?
            .into_iter()
            .map(|(rank, role)| select.query_row([rank], found).map(|film| (role, film)))
            .collect::<Result<_, _>>()?;
        Ok(Some(Person { name, films }))
    }

    /// The name of the person with this number.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn name(&self, person: u32) -> Result<Option<String>, Error> {
        let mut select = self.index.prepare_cached("SELECT name FROM people WHERE id = ?1")?;
        Ok(select.query_row([person], |row| row.get(0)).optional()?)
    }
}

/// A number as it is kept, with a bit for the role.
fn with_role(number: u32) -> (u32, Role) {
    (number >> 1, if number & 1 == 1 { Role::Actor } else { Role::Director })
}
