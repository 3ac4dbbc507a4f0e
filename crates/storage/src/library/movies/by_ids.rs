//! Films by their IDs elsewhere.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::many::query_ids;
use crate::schema::{Entity, sql};
use domain::ids::UserId;
use domain::library::movies::MovieSummary;

const LIST_BY_IMDB_IDS: &str = sql!(
    "SELECT ",
    MovieSummary::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND imdb_id IN ($ids) ORDER BY id"
);

/// The films outside the trash that have one of these IDs at IMDb.
pub fn list_movies_by_imdb_ids(tx: &mut Tx, owner: UserId, ids: &[String]) -> Result<Vec<MovieSummary>, Error> {
    query_ids(tx, LIST_BY_IMDB_IDS, &[&owner], ids)
}

const LIST_BY_TMDB_IDS: &str = sql!(
    "SELECT ",
    MovieSummary::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND tmdb_id IN ($ids) ORDER BY id"
);

/// The films outside the trash that have one of these IDs at TMDB.
pub fn list_movies_by_tmdb_ids(tx: &mut Tx, owner: UserId, ids: &[i64]) -> Result<Vec<MovieSummary>, Error> {
    query_ids(tx, LIST_BY_TMDB_IDS, &[&owner], ids)
}
