//! Which films of one's own are part of a collection, and the collections of TMDB as they were fetched.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::many::query_ids;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::{MovieId, UserId};
use domain::library::images::image_url;
use domain::times::Timestamp;

/// As much of a film as tells what it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoviePart {
    /// The film.
    pub id: MovieId,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// The ID of its collection at TMDB.
    pub tmdb_collection_id: Option<i64>,
    /// How often it was watched.
    pub watch_count: i64,
    /// Whether it's on the watchlist.
    pub on_watchlist: bool,
    /// Where its poster is.
    pub poster_url: Option<String>,
}

entity! {
    MoviePart in MOVIES {
        id,
        imdb_id,
        tmdb_id,
        tmdb_collection_id,
        watch_count,
        on_watchlist = watchlisted_at => is_set,
        poster_url = poster => image_url,
    }
}

fn is_set(moment: Option<Timestamp>) -> bool {
    moment.is_some()
}

const LIST_PARTS: &str = sql!(
    "SELECT ",
    MoviePart::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND (imdb_id IS NOT NULL OR tmdb_id IS NOT NULL)"
);

/// The films of an owner that have an ID elsewhere, outside the trash, in no order.
pub fn list_movie_parts(tx: &mut Tx, owner: UserId) -> Result<Vec<MoviePart>, Error> {
    tx.query(LIST_PARTS, &[&owner])
}

const FIND_PART: &str =
    sql!("SELECT ", MoviePart::COLUMNS, " FROM movies WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL");

/// The film of this id, unless it is in the trash.
pub fn find_movie_part(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<MoviePart>, Error> {
    tx.query_opt(FIND_PART, &[&owner, &id])
}

/// A collection of TMDB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TmdbCollection {
    /// Its ID.
    pub id: i64,
    /// Its name; nothing when TMDB has no such collection any more.
    pub name: String,
    /// Its films, as JSON.
    pub parts: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
}

entity! {
    TmdbCollection in TMDB_COLLECTIONS { id = tmdb_id, name, parts, fetched_at }
}

const LIST: &str =
    sql!("SELECT ", TmdbCollection::COLUMNS, " FROM tmdb_collections WHERE tmdb_id IN ($ids) AND name <> ''");

/// Those of these collections that were fetched and that TMDB has.
pub fn list_tmdb_collections(tx: &mut Tx, ids: &[i64]) -> Result<Vec<TmdbCollection>, Error> {
    query_ids(tx, LIST, &[], ids)
}

/// Keeps a collection as it was fetched, in the place of what was fetched before, until it is due again.
pub fn store_tmdb_collection(tx: &mut Tx, collection: &TmdbCollection, due_at: Timestamp) -> Result<(), Error> {
    insert!(
        tx,
        TMDB_COLLECTIONS {
            tmdb_id: collection.id,
            name: collection.name,
            parts: collection.parts,
            fetched_at: collection.fetched_at,
            due_at: due_at,
        },
        "ON CONFLICT (tmdb_id) DO UPDATE SET name = excluded.name, parts = excluded.parts, fetched_at = excluded.fetched_at,
            due_at = excluded.due_at"
    )
    .map(drop)
}

const LIST_DUE: &str = "SELECT DISTINCT movies.tmdb_collection_id FROM movies
    LEFT JOIN tmdb_collections ON tmdb_collections.tmdb_id = movies.tmdb_collection_id
    WHERE movies.tmdb_collection_id IS NOT NULL AND movies.deleted_at IS NULL
        AND (tmdb_collections.due_at IS NULL OR tmdb_collections.due_at <= $1)
    ORDER BY movies.tmdb_collection_id LIMIT $2";
// What was fetched before stays until it is fetched again.
const TAKE: &str =
    "INSERT INTO tmdb_collections (tmdb_id, name, parts, fetched_at, due_at) VALUES ($1, '', '[]', $2, $3)
    ON CONFLICT (tmdb_id) DO UPDATE SET due_at = excluded.due_at WHERE tmdb_collections.due_at <= $2";

/// The collections of films that are due, at most so many.
pub fn list_due_tmdb_collections(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<i64>, Error> {
    tx.query(LIST_DUE, &[&now, &most])
}

/// Takes a collection that is due; until `lease`, nobody else gets it. False when another server has taken it.
pub fn take_tmdb_collection(tx: &mut Tx, id: i64, now: Timestamp, lease: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(TAKE, &[&id, &now, &lease])? == 1)
}

const DELETE_OLD: &str = "DELETE FROM tmdb_collections WHERE tmdb_id IN (
    SELECT tmdb_id FROM tmdb_collections WHERE fetched_at < $1 LIMIT $2)";

/// Deletes a portion of the collections that were not fetched since then; gives how many.
pub fn delete_old_tmdb_collections(tx: &mut Tx, since: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_OLD, &[&since, &PORTION])
}
