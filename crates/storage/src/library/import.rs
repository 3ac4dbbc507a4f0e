//! What an import compares its rows with.

use crate::engine::{FromRow, Row, Tx};
use crate::error::Error;
use domain::ids::UserId;
use domain::text::fold;

/// What a film is recognised by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The title, folded, in full.
    pub title_folded: String,
    /// The year.
    pub year: Option<i16>,
    /// The id at IMDb.
    pub imdb_id: Option<String>,
    /// The id at TMDB.
    pub tmdb_id: Option<i64>,
}

impl FromRow for Identity {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let title: String = row.get(0)?;
        Ok(Self { title_folded: fold(&title), year: row.get(1)?, imdb_id: row.get(2)?, tmdb_id: row.get(3)? })
    }
}

const LIST_IDENTITIES: &str = "SELECT title, year, imdb_id, tmdb_id FROM movies WHERE owner_id = $1 ORDER BY id";

/// All films of an owner, those in the bin too.
pub fn list_identities(tx: &mut Tx, owner: UserId) -> Result<Vec<Identity>, Error> {
    tx.query(LIST_IDENTITIES, &[&owner])
}
