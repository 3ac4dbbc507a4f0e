//! Films without an ID elsewhere, and those of the catalogue that they may be.
//!
//! A film that has a row in `movie_matches` is for its owner to decide: it is never tied by itself. Rows of films that got
//! an ID in another way, or are in the trash, don't count.

pub mod runs;
mod tying;

pub use tying::{Choice, Tie, tie_chosen, tie_sure};

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::{join, split};
use crate::library::undo::{Step, insert_undo};
use crate::paging::{Item, KeyKind, Listing, Order};
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::movies::{Movie, MovieSummary};
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use uuid::Uuid;

/// A film that is to be looked for in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmatched {
    /// The film.
    pub movie: Movie,
    /// Whether its owner decides.
    pub is_proposed: bool,
}

entity! {
    Unmatched in MOVIES { movie: Movie, is_proposed = _ }
}

const HAS_NO_ID: &str = "movies.imdb_id IS NULL AND movies.tmdb_id IS NULL AND movies.deleted_at IS NULL";
const LIST_UNMATCHED: &str = sql!(
    "SELECT ",
    Movie::COLUMNS,
    ", (movie_matches.movie_id IS NOT NULL) FROM movies LEFT JOIN movie_matches ON movie_matches.movie_id = movies.id
     WHERE movies.owner_id = $1 AND (movies.created_at, movies.id) > ($2, $3) AND ",
    HAS_NO_ID,
    " AND movie_matches.dismissed_at IS NULL ORDER BY movies.created_at, movies.id LIMIT $4"
);

/// The place of a film among those of its owner, in the order in which they are looked for.
pub type Place = (Timestamp, Uuid);

/// The next films of an owner that have no ID elsewhere, behind a place; those that were dismissed are left out.
pub fn list_unmatched(tx: &mut Tx, owner: UserId, after: Place, limit: i64) -> Result<Vec<Unmatched>, Error> {
    tx.query(LIST_UNMATCHED, &[&owner, &after.0, &after.1, &limit])
}

const PROPOSE: &str = "INSERT INTO movie_matches (movie_id, owner_id, candidates) VALUES ($1, $2, $3)
    ON CONFLICT (movie_id) DO UPDATE SET candidates = excluded.candidates WHERE movie_matches.dismissed_at IS NULL";
// It may have been deleted meanwhile.
const IS_THERE: &str = sql!("SELECT EXISTS (SELECT 1 FROM movies WHERE owner_id = $1 AND id = $2 AND ", HAS_NO_ID, ")");

/// Has a film checked by its owner: it may be one of these films of the catalogue, by their IDs there. False when there
/// is nothing to be checked any more.
pub fn propose(tx: &mut Tx, owner: UserId, movie: MovieId, candidates: &[String]) -> Result<bool, Error> {
    let is_there = tx.query_one(IS_THERE, &[&owner, &movie])?;
    Ok(is_there && tx.execute(PROPOSE, &[&movie, &owner, &join(candidates)])? == 1)
}

/// A film to be checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The film.
    pub movie: MovieSummary,
    /// The IDs of those in the catalogue that it may be, the likeliest first.
    pub candidates: Vec<String>,
}

entity! {
    Proposed in MOVIE_MATCHES { movie: MovieSummary, candidates => split }
}

impl Item for Proposed {
    fn id(&self) -> Uuid {
        self.movie.id.0
    }
}

const FROM: &str = sql!(
    "FROM movie_matches JOIN movies ON movies.id = movie_matches.movie_id
     WHERE movie_matches.owner_id = $1 AND movie_matches.dismissed_at IS NULL AND ",
    HAS_NO_ID
);

/// The films of an owner that are to be checked, the last added first.
pub fn list_matches(tx: &mut Tx, owner: UserId, page: &PageQuery) -> Result<Page<Proposed>, Error> {
    let order = Order { key: "movies.created_at", kind: KeyKind::Moment, floor: None, descending: true };
    let listing =
        Listing { name: "matches", total: None, from: FROM, id: "movies.id", order, params: &[&owner], joined: None };
    listing.page(tx, page)?.into_page(|| count_matches(tx, owner))
}

const COUNT: &str = sql!("SELECT count(*) ", FROM);

/// How many films are to be checked.
pub fn count_matches(tx: &mut Tx, owner: UserId) -> Result<i64, Error> {
    tx.query_one(COUNT, &[&owner])
}

const FIND_CANDIDATES: &str = "SELECT candidates FROM movie_matches WHERE owner_id = $1 AND movie_id = $2";

/// The candidates of a film, as they are kept.
fn find_candidates(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<Option<String>, Error> {
    tx.query_opt(FIND_CANDIDATES, &[&owner, &movie])
}

const DISMISS: &str = "INSERT INTO movie_matches (movie_id, owner_id, candidates, dismissed_at) VALUES ($1, $2, '', $3)
    ON CONFLICT (movie_id) DO UPDATE SET dismissed_at = excluded.dismissed_at";

/// Has a film, which was found in this transaction, not proposed again.
pub fn dismiss_match(tx: &mut Tx, owner: UserId, movie: MovieId, undo: UndoId, now: Timestamp) -> Result<(), Error> {
    let candidates = find_candidates(tx, owner, movie)?;
    tx.execute(DISMISS, &[&movie, &owner, &now])?;
    insert_undo(tx, owner, undo, &[Step::ResetMatch { movie, candidates }], now)
}
