//! Runs through the films of an owner that have no ID elsewhere: how far the one under way is, or what came of the last.

use super::Place;
use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::{UndoId, UserId};
use domain::times::Timestamp;
use uuid::Uuid;

/// A run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; none while it is under way.
    pub finished_at: Option<Timestamp>,
    /// Where the films end that it has looked at.
    place_at: Timestamp,
    place_id: Uuid,
    /// How many films it has tied.
    pub tied_count: i64,
    /// How many are to be checked.
    pub proposed_count: i64,
    /// How many weren't found.
    pub unknown_count: i64,
    /// What takes back what it tied; while it has tied nothing, what a run before it tied.
    pub undo: UndoId,
    /// What is to be taken back next, while ties are being taken back.
    pub undoing: Option<UndoId>,
    /// How many films have been untied since that began.
    pub undone_count: i64,
}

entity! {
    Run in MOVIE_MATCH_RUNS {
        started_at,
        finished_at,
        place_at,
        place_id,
        tied_count,
        proposed_count,
        unknown_count,
        undo = undo_id,
        undoing = undoing_id,
        undone_count,
    }
}

impl Run {
    /// Where the films end that it has looked at.
    pub fn place(&self) -> Place {
        (self.place_at, self.place_id)
    }
}

const DELETE: &str = "DELETE FROM movie_match_runs WHERE owner_id = $1";

/// Begins a run through the films of an owner. `undo` is new.
pub fn start_run(tx: &mut Tx, owner: UserId, undo: UndoId, now: Timestamp) -> Result<(), Error> {
    let undo = find_run(tx, owner)?.map_or(undo, |before| before.undo);
    tx.execute(DELETE, &[&owner])?;
    let beginning = Timestamp::from_millis(0);
    insert!(
        tx,
        MOVIE_MATCH_RUNS {
            owner_id: owner,
            started_at: now,
            place_at: beginning,
            place_id: Uuid::nil(),
            undo_id: undo
        }
    )
    .map(drop)
}

const FIND: &str = sql!("SELECT ", Run::COLUMNS, " FROM movie_match_runs WHERE owner_id = $1");

/// The run of an owner that is under way, or the last one.
pub fn find_run(tx: &mut Tx, owner: UserId) -> Result<Option<Run>, Error> {
    tx.query_opt(FIND, &[&owner])
}

/// What came of a portion of the films.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Portion {
    /// How many films were tied.
    pub tied: i64,
    /// How many are to be checked.
    pub proposed: i64,
    /// How many weren't found.
    pub unknown: i64,
    /// What takes back what was tied, if anything was.
    pub undo: Option<UndoId>,
}

const ADVANCE: &str = "UPDATE movie_match_runs SET place_at = $4, place_id = $5, tied_count = tied_count + $6,
        proposed_count = proposed_count + $7, unknown_count = unknown_count + $8,
        undo_id = coalesce($9, undo_id)
    WHERE owner_id = $1 AND place_at = $2 AND place_id = $3 AND finished_at IS NULL";

/// Notes what came of the films up to a place. False when another server has gone on from there.
pub fn advance_run(tx: &mut Tx, owner: UserId, from: Place, to: Place, portion: Portion) -> Result<bool, Error> {
    let Portion { tied, proposed, unknown, undo } = portion;
    Ok(tx.execute(ADVANCE, &[&owner, &from.0, &from.1, &to.0, &to.1, &tied, &proposed, &unknown, &undo])? == 1)
}

const FINISH: &str = "UPDATE movie_match_runs SET finished_at = $2 WHERE owner_id = $1 AND finished_at IS NULL";

/// Notes that a run has ended.
pub fn finish_run(tx: &mut Tx, owner: UserId, now: Timestamp) -> Result<(), Error> {
    tx.execute(FINISH, &[&owner, &now]).map(drop)
}

const LIST_OWNERS: &str = "SELECT id FROM users WHERE disabled_at IS NULL AND EXISTS (
        SELECT 1 FROM movies WHERE movies.owner_id = users.id AND movies.deleted_at IS NULL
            AND movies.imdb_id IS NULL AND movies.tmdb_id IS NULL)
    ORDER BY id";

/// The accounts that have films without an ID elsewhere.
pub fn list_owners_of_unmatched(tx: &mut Tx) -> Result<Vec<UserId>, Error> {
    tx.query(LIST_OWNERS, &[])
}
