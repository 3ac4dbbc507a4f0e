//! Films that are yet to be looked up at TMDB, and those that were.

use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::background;
use crate::library::many::{OWNED, for_ids, query_ids};
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::times::Timestamp;
use std::collections::HashSet;
use uuid::Uuid;

/// The job that looks films up.
pub const JOB: &str = "movie_lookups";

/// What a film can be found by.
const CAN_BE_FOUND: &str = "(imdb_id IS NOT NULL OR tmdb_id IS NOT NULL OR year IS NOT NULL)";
const INSERT: &str = sql!(
    "INSERT INTO movie_lookups (movie_id, owner_id, due_at, attempts)
     SELECT id, owner_id, CAST($2 AS timestamptz), 0 FROM movies WHERE owner_id = $1 AND ",
    CAN_BE_FOUND,
    " AND EXISTS (SELECT 1 FROM settings WHERE settings.id = 1 AND looks_up_movies) AND id IN ($ids)
     ON CONFLICT (movie_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0"
);

const INSERT_ONE: &str = sql!(
    "INSERT INTO movie_lookups (movie_id, owner_id, due_at, attempts)
     SELECT id, owner_id, CAST($2 AS timestamptz), 0 FROM movies WHERE owner_id = $1 AND ",
    CAN_BE_FOUND,
    " AND EXISTS (SELECT 1 FROM settings WHERE settings.id = 1 AND looks_up_movies) AND id = $3
     ON CONFLICT (movie_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0"
);

/// Has films that were just added looked up, where that is done. Those without an ID elsewhere and a year stay as they are.
pub(crate) fn insert_lookups(tx: &mut Tx, owner: UserId, movies: &[MovieId]) -> Result<(), Error> {
    match movies {
        // No job has the id of a film that is new.
        [first, ..] => renew_lookups(tx, owner, movies, first.0),
        [] => Ok(()),
    }
}

/// Has a film that was just added looked up, where that is done. It has what it can be found by.
pub(crate) fn insert_lookup(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<(), Error> {
    tx.send(INSERT_ONE, &[&owner, &at_once(), &movie])?;
    // No job has the id of a film that is new.
    background::insert_job_for(tx, JOB, movie.0, ("movie_lookups", movie))
}

/// Has films looked up, also those that were or wait for it, by a job under an id that no other job has.
pub fn renew_lookups(tx: &mut Tx, owner: UserId, movies: &[MovieId], job: Uuid) -> Result<(), Error> {
    if movies.is_empty() || for_ids(tx, INSERT, &[&owner, &at_once()], movies)? == 0 {
        return Ok(());
    }
    insert_job(tx, job)
}

/// When films are due that were just added: at once, whatever the clocks of several servers say.
fn at_once() -> Timestamp {
    Timestamp::from_millis(0)
}

/// Puts the job into the queue, under an id that no other job has, unless it waits there.
pub fn insert_job(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    background::insert_job(tx, JOB, id)
}

const INSERT_ALL: &str = sql!(
    "INSERT INTO movie_lookups (movie_id, owner_id, due_at, attempts)
     SELECT id, owner_id, CAST($1 AS timestamptz), 0 FROM movies WHERE poster IS NULL AND deleted_at IS NULL AND ",
    CAN_BE_FOUND,
    " AND id > $2 AND id <= $3
     ON CONFLICT (movie_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0"
);
/// The last of the next films in the order of their ids.
const END_OF_PORTION: &str = "SELECT id FROM movies WHERE id > $1 ORDER BY id LIMIT 1 OFFSET 1999";
const LAST: &str = "SELECT id FROM movies WHERE id > $1 ORDER BY id DESC LIMIT 1";

/// Has the next films of all owners looked up that have no poster: those behind `after`. Gives the last film that it
/// looked at; none when there are no more.
pub fn insert_next_lookups(tx: &mut Tx, after: MovieId) -> Result<Option<MovieId>, Error> {
    let end: Option<MovieId> = match tx.query_opt(END_OF_PORTION, &[&after])? {
        Some(end) => Some(end),
        None => tx.query_opt(LAST, &[&after])?,
    };
    let Some(end) = end else { return Ok(None) };
    tx.execute(INSERT_ALL, &[&at_once(), &after, &end])?;
    Ok(Some(end))
}

/// How many films are yet to be looked up.
pub fn count_lookups(tx: &mut Tx) -> Result<i64, Error> {
    tx.query_one("SELECT count(*) FROM movie_lookups", &[])
}

/// A film to be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookup {
    /// The film.
    pub movie_id: MovieId,
    /// Whose it is.
    pub owner_id: UserId,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

entity! {
    Lookup in MOVIE_LOOKUPS { movie_id, owner_id, attempts }
}

/// Takes the film that has been due longest; until `lease`, nobody else gets it.
pub fn take_lookup(tx: &mut Tx, now: Timestamp, lease: Timestamp) -> Result<Option<Lookup>, Error> {
    // SQLite has one writer. On PostgreSQL, servers pass over the rows that others are taking.
    let skip = if tx.engine() == Engine::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE movie_lookups SET attempts = attempts + 1, due_at = $2 WHERE movie_id = (
             SELECT movie_id FROM movie_lookups WHERE due_at <= $1 ORDER BY due_at, movie_id LIMIT 1 {skip})
         RETURNING {}",
        Lookup::COLUMNS
    );
    tx.query_opt(&sql, &[&now, &lease])
}

/// Has a film looked up again, at that time.
pub fn postpone_lookup(tx: &mut Tx, movie: MovieId, due_at: Timestamp) -> Result<(), Error> {
    tx.execute("UPDATE movie_lookups SET due_at = $2 WHERE movie_id = $1", &[&movie, &due_at]).map(drop)
}

/// Has a film no longer looked up.
pub fn delete_lookup(tx: &mut Tx, movie: MovieId) -> Result<(), Error> {
    tx.execute("DELETE FROM movie_lookups WHERE movie_id = $1", &[&movie]).map(drop)
}

const DELETE_ALL: &str = sql!("DELETE FROM movie_lookups WHERE ", OWNED, " AND movie_id IN ($ids)");

/// Has films no longer looked up.
pub(crate) fn delete_lookups(tx: &mut Tx, owner: UserId, movies: &[MovieId]) -> Result<(), Error> {
    for_ids(tx, DELETE_ALL, &[&owner], movies).map(drop)
}

/// What gives a film another version without its owner's doing; see [`Background`].
pub(crate) const NEXT_VERSION: &str = "version = version + 1, lookup_version = version + 1,
    lookup_since = CASE WHEN lookup_version = version THEN coalesce(lookup_since, version - 1) ELSE version END";

/// Which of a film's versions came about without its owner's doing: by looking it up, or its title in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Background {
    version: Option<i64>,
    since: Option<i64>,
}

entity! {
    Background in MOVIES { version = lookup_version, since = lookup_since }
}

impl Background {
    /// Whether a film that has a version now was changed by its owner since an earlier one.
    pub fn is_same(self, is: i64, was: i64) -> bool {
        is == was || was < is && self.version == Some(is) && self.since.unwrap_or(is - 1) <= was
    }
}

const FIND_BACKGROUND: &str = sql!("SELECT ", Background::COLUMNS, " FROM movies WHERE owner_id = $1 AND id = $2");

/// Whether the owner hasn't changed a film that has a version now since an earlier one.
pub(crate) fn is_same_version(tx: &mut Tx, owner: UserId, (id, is): (MovieId, i64), was: i64) -> Result<bool, Error> {
    if is == was {
        return Ok(true);
    }
    let background: Option<Background> = tx.query_opt(FIND_BACKGROUND, &[&owner, &id])?;
    Ok(background.is_some_and(|it| it.is_same(is, was)))
}

const LIST_UNCHANGED: &str = sql!(
    "SELECT id FROM movies WHERE ",
    OWNED,
    " AND id IN ($ids) AND (version = 1 OR lookup_version = version AND coalesce(lookup_since, version - 1) <= 1)"
);

/// Those of these films that their owner hasn't changed since they were added.
pub(crate) fn list_unchanged(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<HashSet<MovieId>, Error> {
    let params: [&dyn Param; 1] = [&owner];
    Ok(query_ids::<MovieId, _>(tx, LIST_UNCHANGED, &params, ids)?.into_iter().collect())
}
