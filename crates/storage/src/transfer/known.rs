//! What an owner's library has, as far as imports look at it.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::split;
use crate::library::many::{OWNED, query_ids};
pub use crate::library::owners::lock_owner;
use crate::schema::{Entity, entity, sql};
use domain::ids::{ListId, MovieId, UserId, WatchId};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::text::fold;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// What a film is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// The film.
    pub id: MovieId,
    /// Its title, folded, in full.
    pub title_folded: String,
    /// The year.
    pub year: Option<i16>,
    /// The id at IMDb.
    pub imdb_id: Option<String>,
    /// The id at TMDB.
    pub tmdb_id: Option<i64>,
    /// Whether its owner decides what it is in the catalogue, or has.
    pub is_decided: bool,
}

entity! {
    Identified in MOVIES {
        id,
        title_folded = "(coalesce(movies.entered_title, movies.title))" => folded,
        year,
        imdb_id,
        tmdb_id,
        is_decided = "(EXISTS (SELECT 1 FROM movie_matches WHERE movie_matches.movie_id = movies.id))",
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given what a row gives")]
fn folded(title: String) -> String {
    fold(&title)
}

const LIST_IDENTIFIED: &str =
    sql!("SELECT ", Identified::COLUMNS, " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL ORDER BY id");

/// All films of an owner outside the trash.
pub fn list_identified(tx: &mut Tx, owner: UserId) -> Result<Vec<Identified>, Error> {
    tx.query(LIST_IDENTIFIED, &[&owner])
}

/// A film of the library, with what an import can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The film.
    pub id: MovieId,
    /// Its version.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Its original title.
    pub original_title: Option<String>,
    /// Its year.
    pub year: Option<i16>,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// Its genres.
    pub genres: Vec<String>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Its main actors.
    pub actors: Vec<String>,
    /// Where its owner can watch it.
    #[serde(default)]
    pub services: Vec<String>,
    /// Whether it has an overview.
    pub has_overview: bool,
    /// The owner's notes.
    pub notes: Option<String>,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Whether it is liked.
    pub liked: bool,
    /// Since when it is on the watchlist.
    pub watchlisted_at: Option<Timestamp>,
    /// Its place on the watchlist.
    pub watchlist_priority: Option<i64>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its id at IMDb.
    pub imdb_id: Option<String>,
    /// Its id at TMDB.
    pub tmdb_id: Option<i64>,
}

entity! {
    Known in MOVIES {
        id,
        version,
        title,
        original_title,
        year,
        runtime_minutes,
        genres => split,
        directors => split,
        actors => split,
        services => split,
        has_overview = "(movies.overview IS NOT NULL)",
        notes,
        rating,
        liked,
        watchlisted_at,
        watchlist_priority,
        tags => split,
        imdb_id,
        tmdb_id,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    Known::COLUMNS,
    " FROM movies WHERE ",
    OWNED,
    " AND deleted_at IS NULL AND id IN ($ids) ORDER BY id"
);

/// The films of these ids that are outside the trash.
pub fn find_known(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<Vec<Known>, Error> {
    query_ids(tx, FIND, &[&owner], ids)
}

/// A watch of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWatch {
    /// Its film.
    pub movie: MovieId,
    /// The watch.
    pub id: WatchId,
    /// Its date.
    pub watched_on: Option<WatchDate>,
    /// Where it was recorded.
    pub source: Option<String>,
    /// Its id there.
    pub external_id: Option<String>,
    /// Whether it has a comment.
    pub has_comment: bool,
}

entity! {
    KnownWatch in WATCHES {
        movie = movie_id,
        id,
        watched_on,
        source,
        external_id,
        has_comment = "(watches.comment IS NOT NULL)",
    }
}

const FIND_WATCHES: &str =
    sql!("SELECT ", KnownWatch::COLUMNS, " FROM watches WHERE ", OWNED, " AND movie_id IN ($ids) ORDER BY id");

/// The watches of these films.
pub fn find_known_watches(tx: &mut Tx, owner: UserId, movies: &[MovieId]) -> Result<Vec<KnownWatch>, Error> {
    query_ids(tx, FIND_WATCHES, &[&owner], movies)
}

/// A list of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownList {
    /// The list.
    pub id: ListId,
    /// Its name.
    pub name: String,
}

entity! {
    KnownList in LISTS { id, name }
}

const LIST_LISTS: &str =
    sql!("SELECT ", KnownList::COLUMNS, " FROM lists WHERE owner_id = $1 AND deleted_at IS NULL ORDER BY id");

/// An owner's lists.
pub fn list_known_lists(tx: &mut Tx, owner: UserId) -> Result<Vec<KnownList>, Error> {
    tx.query(LIST_LISTS, &[&owner])
}

const LIST_ITEMS: &str = "SELECT list_id, movie_id FROM list_items WHERE owner_id = $1";

/// Which films are on which of an owner's lists.
pub fn list_known_items(tx: &mut Tx, owner: UserId) -> Result<Vec<(ListId, MovieId)>, Error> {
    tx.query(LIST_ITEMS, &[&owner])
}
