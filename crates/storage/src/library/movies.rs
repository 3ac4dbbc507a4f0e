//! Films.

mod list;
mod search;

pub use list::{count_movies, list_movies};
pub(crate) use search::{delete_search_text, insert_search_text};

use crate::engine::{Engine, FromRow, Row, Tx};
use crate::error::Error;
use crate::library::{labels, watches};
use crate::paging::Item;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::movies::{Movie, MovieFields};
use domain::text::fold;
use domain::times::Timestamp;
use uuid::Uuid;

/// The most bytes of a title that films are ordered by: PostgreSQL's indexes take no long rows.
const MAX_TITLE_SORT: usize = 500;

/// A film to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewMovie<'a> {
    /// Its id.
    pub id: MovieId,
    /// The id of its first watch, if it was watched.
    pub watch_id: WatchId,
    /// What is known of it.
    pub fields: &'a MovieFields,
    /// The moment it is added.
    pub now: Timestamp,
}

/// The columns of a [`Movie`].
pub(crate) const COLUMNS: &str = "movies.id, movies.title, movies.original_title, movies.year,
    movies.runtime_minutes, movies.genres, movies.overview, movies.notes, movies.rating,
    movies.last_watched_on, movies.watch_count, movies.watchlisted_at, movies.tags, movies.imdb_id,
    movies.tmdb_id, movies.poster, movies.created_at, movies.updated_at, movies.deleted_at, movies.version";

impl FromRow for Movie {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            original_title: row.get(2)?,
            year: row.get(3)?,
            runtime_minutes: row.get(4)?,
            genres: labels::split(row.get(5)?),
            overview: row.get(6)?,
            notes: row.get(7)?,
            rating: row.get(8)?,
            watched_on: row.get(9)?,
            watch_count: row.get(10)?,
            on_watchlist: row.get::<Option<Timestamp>>(11)?.is_some(),
            tags: labels::split(row.get(12)?),
            imdb_id: row.get(13)?,
            tmdb_id: row.get(14)?,
            poster_url: row.get(15)?,
            created_at: row.get(16)?,
            updated_at: row.get(17)?,
            deleted_at: row.get(18)?,
            version: row.get(19)?,
        })
    }
}

impl Item for Movie {
    const COLUMNS: usize = 20;

    fn id(&self) -> Uuid {
        self.id.0
    }
}

const INSERT_MOVIE: &str = "
    INSERT INTO movies
        (id, owner_id, version, created_at, updated_at, watchlisted_at, last_watched_on, watch_count,
         year, runtime_minutes, rating, tmdb_id, imdb_id, title, original_title, genres, tags,
         title_sort, overview, notes)
    VALUES ($1, $2, 1, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// Adds a film; with a day on which it was watched, also its first watch.
pub fn insert_movie(tx: &mut Tx, owner: UserId, new: NewMovie<'_>) -> Result<(), Error> {
    let NewMovie { id, watch_id, fields, now } = new;
    tx.execute(
        INSERT_MOVIE,
        &[
            &id,
            &owner,
            &now,
            &fields.on_watchlist.then_some(now),
            &fields.watched_on,
            &i64::from(fields.watched_on.is_some()),
            &fields.year,
            &fields.runtime_minutes,
            &fields.rating,
            &fields.tmdb_id,
            &fields.imdb_id,
            &fields.title,
            &fields.original_title,
            &labels::join(&fields.genres),
            &labels::join(&fields.tags),
            &title_sort(&fields.title),
            &fields.overview,
            &fields.notes,
        ],
    )?;
    labels::insert_labels(tx, owner, id, &fields.genres, &fields.tags)?;
    insert_search_text(tx, owner, id, &fields.title, fields.original_title.as_deref(), &fields.genres, &fields.tags)?;
    if fields.watched_on.is_some() {
        watches::insert_first_watch(tx, owner, id, watch_id, fields.watched_on, now)?;
    }
    add_to_movie_count(tx, owner, 1)
}

/// The film of this id, unless it is in the bin.
pub fn find_movie(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Movie>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM movies WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL");
    tx.query_opt(&sql, &[&owner, &id])
}

/// The film of this id, unless it is in the bin; nobody else changes it before this transaction
/// ends.
pub fn find_movie_for_update(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Movie>, Error> {
    // SQLite's transactions write one after the other, and it does not know the clause.
    let lock = if tx.engine() == Engine::Postgres { " FOR NO KEY UPDATE" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM movies WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL{lock}");
    tx.query_opt(&sql, &[&owner, &id])
}

const UPDATE_MOVIE: &str = "
    UPDATE movies SET
        version = version + 1, updated_at = $3,
        watchlisted_at = CASE WHEN $4 THEN coalesce(watchlisted_at, $3) ELSE NULL END,
        year = $5, runtime_minutes = $6, rating = $7, tmdb_id = $8, imdb_id = $9, title = $10,
        original_title = $11, genres = $12, tags = $13, title_sort = $14,
        overview = $15, notes = $16
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Replaces the editable fields of a film. False when there is no such film outside the bin.
///
/// A day in `watched_on` moves the latest watch, or is recorded as the first, by the id
/// `watch_id`; without one the watches stay as they are.
pub fn update_movie(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    fields: &MovieFields,
    watch_id: WatchId,
    now: Timestamp,
) -> Result<bool, Error> {
    let updated = tx.execute(
        UPDATE_MOVIE,
        &[
            &owner,
            &id,
            &now,
            &fields.on_watchlist,
            &fields.year,
            &fields.runtime_minutes,
            &fields.rating,
            &fields.tmdb_id,
            &fields.imdb_id,
            &fields.title,
            &fields.original_title,
            &labels::join(&fields.genres),
            &labels::join(&fields.tags),
            &title_sort(&fields.title),
            &fields.overview,
            &fields.notes,
        ],
    )?;
    if updated == 0 {
        return Ok(false);
    }
    labels::delete_labels(tx, owner, id)?;
    labels::insert_labels(tx, owner, id, &fields.genres, &fields.tags)?;
    insert_search_text(tx, owner, id, &fields.title, fields.original_title.as_deref(), &fields.genres, &fields.tags)?;
    if let Some(day) = fields.watched_on {
        watches::move_latest_watch(tx, owner, id, watch_id, day, now)?;
    }
    Ok(true)
}

const ADD_TO_MOVIE_COUNT: &str = "UPDATE users SET movie_count = movie_count + $2 WHERE id = $1";

/// Keeps the number of an owner's films, which is the total of their list.
pub(crate) fn add_to_movie_count(tx: &mut Tx, owner: UserId, change: i64) -> Result<(), Error> {
    tx.execute(ADD_TO_MOVIE_COUNT, &[&owner, &change])?;
    Ok(())
}

/// What a film is ordered by among titles: the folded title, cut at a character.
fn title_sort(title: &str) -> String {
    let mut folded = fold(title);
    folded.truncate(folded.floor_char_boundary(MAX_TITLE_SORT));
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_character_for_sorting() {
        let wide = "\u{FDFA}".repeat(300);
        let sort = title_sort(&wide);
        assert!(sort.len() <= MAX_TITLE_SORT && sort.len() > MAX_TITLE_SORT - 4, "{}", sort.len());
        assert!(fold(&wide).starts_with(&sort));
    }
}
