//! Attempts, counted in windows of time, for limits that hold over all servers on one database.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, sql};
use domain::times::Timestamp;

/// The attempts of one kind in the present window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub count: i64,
    /// When the window began.
    pub started_at: Timestamp,
}

entity! {
    Attempts in RATE_LIMITS { count, started_at }
}

const ADD_ATTEMPTS: &str = sql!(
    "INSERT INTO rate_limits (key, started_at, count) VALUES ($1, $2, $4)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN rate_limits.started_at <= $3 THEN $4 ELSE rate_limits.count + $4 END,
        started_at = CASE WHEN rate_limits.started_at <= $3 THEN $2 ELSE rate_limits.started_at END
    RETURNING ",
    Attempts::COLUMNS
);

/// Adds attempts, or takes some back; gives how many there are now. A window that began at `over_since` or before
/// is over; a new one begins now.
pub fn add_attempts(
    tx: &mut Tx,
    key: &str,
    more: i64,
    (now, over_since): (Timestamp, Timestamp),
) -> Result<Attempts, Error> {
    tx.query_one(ADD_ATTEMPTS, &[&key, &now, &over_since, &more])
}

const FIND_ATTEMPTS: &str = sql!("SELECT ", Attempts::COLUMNS, " FROM rate_limits WHERE key = $1 AND started_at > $2");

/// The attempts in the present window, if there are any. A window that began at `over_since` or before is over.
pub fn find_attempts(tx: &mut Tx, key: &str, over_since: Timestamp) -> Result<Option<Attempts>, Error> {
    tx.query_opt(FIND_ATTEMPTS, &[&key, &over_since])
}

const DELETE_ATTEMPTS: &str = "DELETE FROM rate_limits WHERE key = $1";

/// Forgets the attempts of one kind.
pub fn delete_attempts(tx: &mut Tx, key: &str) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_ATTEMPTS, &[&key])? == 1)
}

const DELETE_EXPIRED_ATTEMPTS: &str = "DELETE FROM rate_limits
    WHERE key IN (SELECT key FROM rate_limits WHERE started_at < $1 LIMIT $2) AND started_at < $1";

/// Forgets the windows that began before a moment; gives how many, [`PORTION`] at the most.
pub fn delete_expired_attempts(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_ATTEMPTS, &[&before, &PORTION])
}
