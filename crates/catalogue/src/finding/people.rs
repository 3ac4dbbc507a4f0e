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
        let mut select = self.index.prepare_cached("SELECT credits FROM films WHERE rank = ?1")?;
        let blob: Option<Option<Vec<u8>>> = select.query_row([rank], |row| row.get(0)).optional()?;
        let mut credits = Vec::new();
        for bytes in blob.flatten().unwrap_or_default().as_chunks::<4>().0 {
            let (person, role) = with_role(u32::from_le_bytes(*bytes));
            credits.extend(self.name(person)?.map(|name| Credit { person, name, role }));
        }
        Ok(credits)
    }

    /// The person with this number. None when there is no name of one.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn person(&self, number: u32) -> Result<Option<Person>, Error> {
        let Some(name) = self.name(number)? else { return Ok(None) };
        let mut select = self.index.prepare_cached("SELECT films FROM filmographies WHERE person = ?1")?;
        let blob: Option<Vec<u8>> = select.query_row([number], |row| row.get(0)).optional()?;
        let mut select = self.index.prepare_cached(&format!("SELECT {COLUMNS} FROM films WHERE rank = ?1"))?;
        let films = numbers(&blob.unwrap_or_default())
            .map(with_role)
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
