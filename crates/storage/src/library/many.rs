//! Statements on many films at once. Each runs once for a portion of the films, not once for each film.

mod labels;
mod movies;
mod portions;
mod watches;

pub(crate) use labels::{delete_movies, insert_texts, replace_genres, restore_movies, update_tags};
pub use movies::{AddedMovie, AddedWatch};
pub(crate) use movies::{erase_movies, insert_movies, insert_ratings, insert_watches_of};
pub(crate) use portions::{Places, for_ids, for_rows, query_ids};
pub(crate) use watches::{delete_watches, find_latest_watches, insert_watches, move_watches, sum_up};

use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::labels::split;
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::ratings::Rating;
use domain::times::Timestamp;

/// Whose rows they are, said so that neither engine reads all that the owner has: the ids are what it is to look for.
pub(crate) const OWNED: &str = "CASE WHEN owner_id = $1 THEN 1 ELSE 0 END = 1";

/// What changes of many films look at.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The film.
    pub id: MovieId,
    /// Its version.
    pub version: i64,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Whether it is liked.
    pub liked: bool,
    /// Since when it is on the watchlist.
    pub watchlisted_at: Option<Timestamp>,
    /// Its place on the watchlist.
    pub watchlist_priority: Option<i64>,
    /// Its title.
    pub title: String,
    /// Its original title.
    pub original_title: Option<String>,
    /// Its genres.
    pub genres: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Its main actors.
    pub actors: Vec<String>,
}

entity! {
    Chosen in MOVIES {
        id,
        version,
        rating,
        liked,
        watchlisted_at,
        watchlist_priority,
        title,
        original_title,
        genres => split,
        tags => split,
        directors => split,
        actors => split,
    }
}

const LIST: &str = sql!("SELECT ", Chosen::COLUMNS, " FROM movies WHERE ", OWNED, " AND id IN ($ids)");
const OUTSIDE_TRASH: &str = " AND deleted_at IS NULL ORDER BY id";
const IN_TRASH: &str = " AND deleted_at IS NOT NULL ORDER BY id";
// In the order of their ids, so that two who lock the same films don't wait for each other. SQLite's transactions write
// one after the other, and it does not know the clause.
const LOCK_POSTGRES: &str = " FOR NO KEY UPDATE";

/// The films of these ids outside the trash, in the order of their ids; nobody else changes them before this
/// transaction ends. The ids must be in order.
pub(crate) fn find_for_update(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<Vec<Chosen>, Error> {
    find(tx, owner, ids, sql!(LIST, OUTSIDE_TRASH), sql!(LIST, OUTSIDE_TRASH, LOCK_POSTGRES))
}

/// The films of these ids in the trash, otherwise as [`find_for_update`].
pub(crate) fn find_trashed_for_update(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<Vec<Chosen>, Error> {
    find(tx, owner, ids, sql!(LIST, IN_TRASH), sql!(LIST, IN_TRASH, LOCK_POSTGRES))
}

fn find(
    tx: &mut Tx,
    owner: UserId,
    ids: &[MovieId],
    sqlite: &'static str,
    postgres: &'static str,
) -> Result<Vec<Chosen>, Error> {
    query_ids(tx, if tx.engine() == Engine::Postgres { postgres } else { sqlite }, &[&owner], ids)
}

/// What [`reset_movies`] gives back to a film.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags {
    /// The film.
    pub id: MovieId,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Whether it is liked.
    pub liked: bool,
    /// Since when it is on the watchlist.
    pub watchlisted_at: Option<Timestamp>,
    /// Its place on the watchlist.
    pub watchlist_priority: Option<i64>,
}

const RESET: &str = sql!(
    "
    UPDATE movies SET
        version = version + 1, updated_at = $2,
        rating = v.column2, liked = v.column3, watchlisted_at = v.column4,
        watchlist_priority = v.column5
    FROM (VALUES $rows) AS v WHERE ",
    OWNED,
    " AND movies.id = v.column1 AND movies.deleted_at IS NULL"
);

const RESET_PLACES: Places = Places {
    sqlite: "(#, #, #, #, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS smallint), CAST(# AS boolean), CAST(# AS timestamptz), CAST(# AS bigint))",
};

/// Gives each film its own rating, like and place on the watchlist.
pub(crate) fn reset_movies(tx: &mut Tx, owner: UserId, movies: &[Flags], now: Timestamp) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 5]> = movies
        .iter()
        .map(|it| [&it.id as &dyn Param, &it.rating, &it.liked, &it.watchlisted_at, &it.watchlist_priority])
        .collect();
    for_rows(tx, RESET, &[&owner, &now], RESET_PLACES, &rows)
}
