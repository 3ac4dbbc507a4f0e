//! Films by their IDs elsewhere.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::many::query_ids;
use crate::schema::{Entity, sql};
use domain::ids::UserId;
use domain::library::movies::Movie;

/// The most IDs that are looked for at once.
pub const MOST_IDS: usize = 20;
const LIST_BY_IMDB_IDS: &str = sql!(
    "SELECT ",
    Movie::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND imdb_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
    $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) ORDER BY id"
);

/// The films outside the trash that have one of these IDs at IMDb, of which the first [`MOST_IDS`] count.
pub fn list_movies_by_imdb_ids(tx: &mut Tx, owner: UserId, ids: &[String]) -> Result<Vec<Movie>, Error> {
    let nothing = String::new();
    let ids: Vec<&String> = ids.iter().chain(std::iter::repeat(&nothing)).take(MOST_IDS).collect();
    let params: Vec<&dyn Param> = [&owner as &dyn Param].into_iter().chain(ids.iter().map(|id| *id as _)).collect();
    tx.query(LIST_BY_IMDB_IDS, &params)
}

const LIST_BY_TMDB_IDS: &str = sql!(
    "SELECT ",
    Movie::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND tmdb_id IN ($ids) ORDER BY id"
);

/// The films outside the trash that have one of these IDs at TMDB.
pub fn list_movies_by_tmdb_ids(tx: &mut Tx, owner: UserId, ids: &[i64]) -> Result<Vec<Movie>, Error> {
    query_ids(tx, LIST_BY_TMDB_IDS, &[&owner], ids)
}
