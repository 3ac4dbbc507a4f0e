//! The order of a watchlist, and who shares theirs.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::owners::lock_owner;
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::watchlists::SharedWatchlist;
use domain::times::Timestamp;

/// The room between two films that were put one behind the other.
const GAP: i64 = 1 << 20;

/// What became of moving a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is where it was to go.
    Done,
    /// It is not on the watchlist.
    NotOnWatchlist,
    /// The film that it was to come after is another one that isn't on the watchlist, or the film itself.
    NoSuchNeighbour,
}

const WANTED: &str = "owner_id = $1 AND watchlisted_at IS NOT NULL AND deleted_at IS NULL";

const FIND: &str = sql!("SELECT watchlist_priority FROM movies WHERE ", WANTED, " AND id = $2");
const FIND_NEXT: &str = sql!(
    "SELECT min(watchlist_priority) FROM movies WHERE ",
    WANTED,
    " AND id <> $2 AND watchlist_priority > CAST($3 AS bigint)"
);
const FIND_LAST: &str = sql!("SELECT coalesce(max(watchlist_priority), 0) FROM movies WHERE ", WANTED, " AND id <> $2");
const MOVE: &str = sql!(
    "UPDATE movies SET version = version + 1, updated_at = $3, watchlist_priority = $4 WHERE ",
    WANTED,
    " AND id = $2"
);

/// Moves a film of the watchlist, which is locked, behind another one, or to the first place.
pub fn move_on_watchlist(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    after: Option<MovieId>,
    now: Timestamp,
) -> Result<Moved, Error> {
    lock_owner(tx, owner)?;
    if find_priority(tx, owner, id)?.is_none() {
        return Ok(Moved::NotOnWatchlist);
    }
    if let Some(after) = after {
        match find_priority(tx, owner, after)? {
            _ if after == id => return Ok(Moved::NoSuchNeighbour),
            None => return Ok(Moved::NoSuchNeighbour),
            Some(None) => number_up_to(tx, owner, id, after)?,
            Some(Some(_)) => {}
        }
    }
    if !has_room(tx, owner, id, after)? {
        tx.execute(RENUMBER, &[&owner, &GAP])?;
    }
    let (before, next) = neighbours(tx, owner, id, after)?;
    let priority = next.map_or(before + GAP, |next| before + (next - before) / 2);
    tx.execute(MOVE, &[&owner, &id, &now, &priority])?;
    Ok(Moved::Done)
}

/// The place of a film, if it has one; nothing when it is not on the watchlist.
#[expect(clippy::option_option, reason = "without a place and not on the watchlist are not the same")]
fn find_priority(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Option<i64>>, Error> {
    tx.query_opt(FIND, &[&owner, &id])
}

/// The places between which a film goes behind another one.
fn neighbours(tx: &mut Tx, owner: UserId, id: MovieId, after: Option<MovieId>) -> Result<(i64, Option<i64>), Error> {
    let before = match after {
        Some(after) => find_priority(tx, owner, after)?.flatten().unwrap_or(0),
        None => 0,
    };
    Ok((before, tx.query_one(FIND_NEXT, &[&owner, &id, &before])?))
}

fn has_room(tx: &mut Tx, owner: UserId, id: MovieId, after: Option<MovieId>) -> Result<bool, Error> {
    let (before, next) = neighbours(tx, owner, id, after)?;
    Ok(next.is_none_or(|next| next - before >= 2))
}

// Those without a place stand behind the others, in the order of their ids.
const NUMBER_UP_TO: &str = sql!(
    "UPDATE movies SET watchlist_priority = numbered.priority FROM (
        SELECT id, CAST($3 AS bigint) + CAST($4 AS bigint) * row_number() OVER (ORDER BY id) AS priority
        FROM movies WHERE ",
    WANTED,
    " AND watchlist_priority IS NULL AND id <= $5 AND id <> $2
    ) AS numbered WHERE movies.owner_id = $1 AND movies.id = numbered.id"
);

/// Gives places to the films up to one that has none.
fn number_up_to(tx: &mut Tx, owner: UserId, moved: MovieId, last: MovieId) -> Result<(), Error> {
    let highest: i64 = tx.query_one(FIND_LAST, &[&owner, &moved])?;
    tx.execute(NUMBER_UP_TO, &[&owner, &moved, &highest, &GAP, &last]).map(drop)
}

// When films were put between the same two over and over.
const RENUMBER: &str = sql!(
    "UPDATE movies SET watchlist_priority = numbered.priority FROM (
        SELECT id, CAST($2 AS bigint) * row_number() OVER (ORDER BY watchlist_priority, id) AS priority
        FROM movies WHERE ",
    WANTED,
    " AND watchlist_priority IS NOT NULL
    ) AS numbered WHERE movies.owner_id = $1 AND movies.id = numbered.id"
);

entity! {
    SharedWatchlist in USERS { id, username }
}

const SHARES: &str = "SELECT shares_watchlist FROM users WHERE id = $1";

const LIST_SHARED: &str = sql!(
    "SELECT ",
    SharedWatchlist::COLUMNS,
    " FROM users WHERE users.shares_watchlist AND users.disabled_at IS NULL AND users.id <> $1
        AND EXISTS (SELECT 1 FROM users AS me WHERE me.id = $1 AND me.shares_watchlist)
    ORDER BY users.username_folded LIMIT 1000"
);

/// Whether someone shares the own watchlist.
pub fn shares_watchlist(tx: &mut Tx, user: UserId) -> Result<bool, Error> {
    Ok(tx.query_opt(SHARES, &[&user])?.unwrap_or(false))
}

/// The others who share their watchlists, by name: none unless this one does as well.
pub fn list_watchlists(tx: &mut Tx, user: UserId) -> Result<Vec<SharedWatchlist>, Error> {
    tx.query(LIST_SHARED, &[&user])
}

const IS_SHARED: &str = "
    SELECT them.id FROM users AS me JOIN users AS them ON them.id = $2
    WHERE me.id = $1 AND me.shares_watchlist AND them.shares_watchlist AND them.disabled_at IS NULL AND them.id <> me.id";

/// Whether both share their watchlists.
pub fn is_shared(tx: &mut Tx, user: UserId, other: UserId) -> Result<bool, Error> {
    Ok(tx.query_opt::<UserId>(IS_SHARED, &[&user, &other])?.is_some())
}
