//! Imports.

use super::import_chunks::delete_chunks;
use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order, PORTION};
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::{ImportId, UserId};
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use domain::transfer::imports::ImportState;
use uuid::Uuid;

/// An import as it is stored. What is JSON here is the caller's to read and write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImport {
    /// The import.
    pub id: ImportId,
    /// Whose it is.
    pub owner: UserId,
    /// Grows with every change.
    pub version: i64,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// Its state.
    pub state: ImportState,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// How much of the work on it is done.
    pub progress_done: Option<i64>,
    /// Of how much.
    pub progress_total: Option<i64>,
    /// How many bytes its file has.
    pub byte_count: i64,
    /// The name of its file.
    pub file_name: Option<String>,
    /// The service that it comes from.
    pub format: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// What was chosen, as JSON.
    pub choices: String,
    /// What reading it found, as JSON.
    pub findings: String,
}

entity! {
    StoredImport in IMPORTS {
        id,
        owner = owner_id,
        version,
        created_at,
        state,
        applied_at,
        progress_done,
        progress_total,
        byte_count,
        file_name,
        format,
        failure,
        choices,
        findings,
    }
}

impl Item for StoredImport {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// Begins an import, whose file is then uploaded in pieces.
pub fn insert_import(
    tx: &mut Tx,
    owner: UserId,
    id: ImportId,
    file_name: Option<&str>,
    choices: &str,
    now: Timestamp,
) -> Result<(), Error> {
    insert!(
        tx,
        IMPORTS {
            id: id,
            owner_id: owner,
            created_at: now,
            updated_at: now,
            state: ImportState::Uploading,
            file_name: file_name,
            choices: choices,
            findings: "{}",
        }
    )
    .map(drop)
}

const GIVE: &str = "UPDATE imports SET owner_id = $2 WHERE id = $1 AND state = 'uploading'";

/// Gives an import that is being uploaded to another owner.
pub fn give_import(tx: &mut Tx, id: ImportId, owner: UserId) -> Result<bool, Error> {
    Ok(tx.execute(GIVE, &[&id, &owner])? == 1)
}

const COUNT_OPEN: &str = "SELECT count(*) FROM imports WHERE owner_id = $1 AND state NOT IN ('applied', 'undone')";

/// How many imports an owner has that are neither applied nor undone.
pub fn count_open_imports(tx: &mut Tx, owner: UserId) -> Result<i64, Error> {
    tx.query_one(COUNT_OPEN, &[&owner])
}

const FIND: &str = sql!("SELECT ", StoredImport::COLUMNS, " FROM imports WHERE owner_id = $1 AND id = $2");
// SQLite's transactions write one after the other, and it does not know the clause.
const LOCK_POSTGRES: &str = sql!(FIND, " FOR NO KEY UPDATE");
const FIND_FOR_JOB: &str = sql!("SELECT ", StoredImport::COLUMNS, " FROM imports WHERE id = $1");

/// The import of this id.
pub fn find_import(tx: &mut Tx, owner: UserId, id: ImportId) -> Result<Option<StoredImport>, Error> {
    tx.query_opt(FIND, &[&owner, &id])
}

/// The import of this id; no other transaction changes it before this one ends.
pub fn find_import_for_update(tx: &mut Tx, owner: UserId, id: ImportId) -> Result<Option<StoredImport>, Error> {
    tx.query_opt(if tx.engine() == Engine::Postgres { LOCK_POSTGRES } else { FIND }, &[&owner, &id])
}

/// The import of this id, of any owner: for the job that works on it.
pub fn find_import_of_job(tx: &mut Tx, id: ImportId) -> Result<Option<StoredImport>, Error> {
    tx.query_opt(FIND_FOR_JOB, &[&id])
}

/// An owner's imports, the newest first.
pub fn list_imports(tx: &mut Tx, owner: UserId, page: &PageQuery) -> Result<Page<StoredImport>, Error> {
    let params: [&dyn Param; 1] = [&owner];
    let listing = Listing {
        name: "imports",
        total: None,
        from: "FROM imports WHERE imports.owner_id = $1",
        id: "imports.id",
        order: Order { key: "imports.created_at", kind: KeyKind::Moment, floor: None, descending: true },
        params: &params,
        joined: None,
    };
    let items = listing.page(tx, page)?;
    items.into_page(|| tx.query_one("SELECT count(*) FROM imports WHERE owner_id = $1", &[&owner]))
}

const GO_ON: &str = "UPDATE imports SET version = version + 1, updated_at = $4, state = $3, failure = NULL,
    progress_done = NULL, progress_total = NULL WHERE id = $1 AND state = $2";

/// Moves an import from one state to the next. False when it isn't in the first.
pub fn move_import(
    tx: &mut Tx,
    id: ImportId,
    (from, to): (ImportState, ImportState),
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(GO_ON, &[&id, &from, &to, &now])? == 1)
}

const BEGIN_READING: &str = "UPDATE imports SET version = version + 1, updated_at = $2, progress_done = 0,
    progress_total = NULL WHERE id = $1 AND state = 'reading' RETURNING version";

/// Begins to read an import; gives the version that the reading goes by. None when it isn't to be read any more.
pub fn begin_reading(tx: &mut Tx, id: ImportId, now: Timestamp) -> Result<Option<i64>, Error> {
    tx.query_opt(BEGIN_READING, &[&id, &now])
}

const GO_ON_READING: &str = "UPDATE imports SET updated_at = $3, progress_done = $4
    WHERE id = $1 AND version = $2 AND state = 'reading'";

/// Notes how far the reading of an import is. False when it is read by somebody else by now, or not any more: then what
/// is read must not be written.
pub fn go_on_reading(tx: &mut Tx, id: ImportId, version: i64, done: i64, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(GO_ON_READING, &[&id, &version, &now, &done])? == 1)
}

const FAIL: &str = "UPDATE imports SET version = version + 1, updated_at = $3, state = 'failed', failure = $2
    WHERE id = $1 AND state IN ('uploading', 'reading', 'asking', 'ready', 'applying', 'failed')";

/// Notes why an import that isn't applied failed. False when it is applied.
pub fn fail_import(tx: &mut Tx, id: ImportId, why: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(FAIL, &[&id, &why, &now])? == 1)
}

// Undoing that went wrong has undone nothing.
const GIVE_UP: &str = "UPDATE imports SET version = version + 1, updated_at = $4, failure = $3, progress_done = NULL,
    progress_total = NULL, state = CASE WHEN state = 'undoing' THEN 'applied' ELSE 'failed' END
    WHERE id = $1 AND version = $2 AND state IN ('reading', 'applying', 'undoing') RETURNING state";

/// Notes that no server goes on with an import of this version, and why. One that was being undone is applied, as
/// before. Gives the new state; none when no server worked on it.
pub fn give_up_import(
    tx: &mut Tx,
    (id, version): (ImportId, i64),
    why: &str,
    now: Timestamp,
) -> Result<Option<ImportState>, Error> {
    tx.query_opt(GIVE_UP, &[&id, &version, &why, &now])
}

const LIST_LEFT: &str = "SELECT id, version FROM imports
    WHERE state IN ('reading', 'applying', 'undoing') AND updated_at < $1 ORDER BY id LIMIT $2";

/// Imports that a server has worked on, or should, but not since that moment; with their versions.
pub fn list_left_imports(tx: &mut Tx, before: Timestamp) -> Result<Vec<(ImportId, i64)>, Error> {
    tx.query(LIST_LEFT, &[&before, &PORTION])
}

const SET_CHOICES: &str = "UPDATE imports SET version = version + 1, updated_at = $3, choices = $2 WHERE id = $1";

/// Notes what was chosen.
pub fn update_choices(tx: &mut Tx, id: ImportId, choices: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(SET_CHOICES, &[&id, &choices, &now]).map(drop)
}

const SET_FINDINGS: &str = "UPDATE imports SET version = version + 1, updated_at = $4, findings = $2, format = coalesce($3, format) WHERE id = $1";

/// Notes what was found in an import.
pub fn update_findings(
    tx: &mut Tx,
    id: ImportId,
    findings: &str,
    format: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(SET_FINDINGS, &[&id, &findings, &format, &now]).map(drop)
}

const SET_LISTS: &str = "UPDATE imports SET lists = $2 WHERE id = $1";

/// Keeps the lists that the films of an import are on, as JSON.
pub fn update_lists(tx: &mut Tx, id: ImportId, lists: &str) -> Result<(), Error> {
    tx.execute(SET_LISTS, &[&id, &lists]).map(drop)
}

/// The lists that the films of an import are on, as JSON.
pub fn find_lists(tx: &mut Tx, id: ImportId) -> Result<Option<String>, Error> {
    tx.query_opt("SELECT lists FROM imports WHERE id = $1", &[&id])
}

const SET_APPLIED: &str =
    "UPDATE imports SET version = version + 1, updated_at = $2, applied_at = $2, state = 'applied'
    WHERE id = $1 AND state = 'applying'";

/// Notes that an import was applied. False when it isn't being applied.
pub fn set_applied(tx: &mut Tx, id: ImportId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(SET_APPLIED, &[&id, &now])? == 1)
}

const DELETE_ROWS: &str = "DELETE FROM import_rows WHERE import_id = $1 AND number <= (
    SELECT max(number) FROM (SELECT number FROM import_rows WHERE import_id = $1 ORDER BY number LIMIT $2) AS first)";

/// The rows that are deleted at a time.
const ROWS_AT_A_TIME: i64 = 5000;

/// Deletes rows of an import, a portion of them. False when there are no more.
pub fn delete_rows(tx: &mut Tx, id: ImportId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_ROWS, &[&id, &ROWS_AT_A_TIME])? > 0)
}

/// Deletes an import without rows.
pub fn delete_import(tx: &mut Tx, id: ImportId) -> Result<(), Error> {
    delete_chunks(tx, id)?;
    tx.execute("DELETE FROM import_effects WHERE import_id = $1", &[&id])?;
    tx.execute("DELETE FROM imports WHERE id = $1", &[&id]).map(drop)
}

const LIST_EXPIRED: &str = "SELECT id FROM imports
    WHERE (state = 'uploading' AND updated_at < $1)
        OR (state IN ('reading', 'asking', 'ready', 'applying', 'failed') AND updated_at < $2)
        OR (state IN ('applied', 'undone') AND updated_at < $3)
    ORDER BY id LIMIT $4";

/// Imports that nobody goes on with: those whose upload stopped before the first moment, those that weren't applied
/// before the second, and those that were applied before the third.
pub fn list_expired_imports(
    tx: &mut Tx,
    (uploading, waiting, applied): (Timestamp, Timestamp, Timestamp),
) -> Result<Vec<ImportId>, Error> {
    tx.query(LIST_EXPIRED, &[&uploading, &waiting, &applied, &PORTION])
}
