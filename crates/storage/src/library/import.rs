//! What an import compares its rows with.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, sql};
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

entity! {
    Identity in MOVIES { title_folded = "(coalesce(movies.entered_title, movies.title))" => folded, year, imdb_id, tmdb_id }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given what a row gives")]
fn folded(title: String) -> String {
    fold(&title)
}

const LIST_IDENTITIES: &str = sql!("SELECT ", Identity::COLUMNS, " FROM movies WHERE owner_id = $1 ORDER BY id");

/// All films of an owner, those in the trash too.
pub fn list_identities(tx: &mut Tx, owner: UserId) -> Result<Vec<Identity>, Error> {
    tx.query(LIST_IDENTITIES, &[&owner])
}
