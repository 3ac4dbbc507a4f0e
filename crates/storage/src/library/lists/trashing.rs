//! Lists that are deleted and brought back.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::undo::{Step, insert_undo};
use crate::paging::PORTION;
use domain::ids::{ListId, UndoId, UserId};
use domain::times::Timestamp;

const DELETE_LIST: &str = "UPDATE lists SET deleted_at = $3, version = version + 1
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Deletes a list so that it can be brought back, with its films and its link. False when there is no such list.
pub fn delete_list(tx: &mut Tx, owner: UserId, id: ListId, undo: UndoId, now: Timestamp) -> Result<bool, Error> {
    let deleted = tx.execute(DELETE_LIST, &[&owner, &id, &now])? == 1;
    if deleted {
        insert_undo(tx, owner, undo, &[Step::RestoreList { id }], now)?;
    }
    Ok(deleted)
}

const RESTORE_LIST: &str = "UPDATE lists SET deleted_at = NULL, version = version + 1
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NOT NULL";

/// Brings a deleted list back. False when it is not there.
pub(crate) fn restore_list(tx: &mut Tx, owner: UserId, id: ListId) -> Result<bool, Error> {
    Ok(tx.execute(RESTORE_LIST, &[&owner, &id])? == 1)
}

const ERASE_EXPIRED_LISTS: &str = "DELETE FROM lists
    WHERE id IN (SELECT id FROM lists WHERE deleted_at < $1 LIMIT $2) AND deleted_at < $1";

/// Erases the lists of all owners that were deleted before; gives how many there were, [`PORTION`] at the most.
pub fn erase_expired_lists(tx: &mut Tx, deleted_before: Timestamp) -> Result<u64, Error> {
    tx.execute(ERASE_EXPIRED_LISTS, &[&deleted_before, &PORTION])
}
