//! What is taken back part by part: the row of the owner's runs says what comes next, so that it goes on after a restart.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::schema::sql;
use domain::ids::{UndoId, UserId};
use domain::times::Timestamp;

const BEGIN_UNDOING: &str = "UPDATE movie_match_runs SET undoing_id = $2, undone_count = $3,
        finished_at = coalesce(finished_at, $4)
    WHERE owner_id = $1 AND undoing_id IS NULL";

/// Notes that ties are being taken back, how many were, and what comes next; a run that is under way ends. False when
/// others are being taken back.
pub(crate) fn begin_undoing(
    tx: &mut Tx,
    owner: UserId,
    (next, count): (UndoId, i64),
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(BEGIN_UNDOING, &[&owner, &next, &count, &now])? == 1)
}

// Two workers don't take the same part: the second finds it gone, or that of another account.
const NEXT_UNDOING: &str =
    "SELECT owner_id, undoing_id FROM movie_match_runs WHERE undoing_id IS NOT NULL ORDER BY owner_id LIMIT 1";
const NEXT_UNDOING_POSTGRES: &str = sql!(NEXT_UNDOING, " FOR NO KEY UPDATE SKIP LOCKED");

/// Whose ties are being taken back, and what comes next.
pub(crate) fn next_undoing(tx: &mut Tx) -> Result<Option<(UserId, UndoId)>, Error> {
    tx.query_opt(if tx.engine() == Engine::Postgres { NEXT_UNDOING_POSTGRES } else { NEXT_UNDOING }, &[])
}

const GO_ON_UNDOING: &str =
    "UPDATE movie_match_runs SET undoing_id = $2, undone_count = undone_count + $3 WHERE owner_id = $1";

/// Notes how many more ties were taken back, and what comes next; nothing when it is done.
pub(crate) fn go_on_undoing(tx: &mut Tx, owner: UserId, next: Option<UndoId>, count: i64) -> Result<(), Error> {
    tx.execute(GO_ON_UNDOING, &[&owner, &next, &count]).map(drop)
}
