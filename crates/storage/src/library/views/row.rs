//! Views that are deleted and brought back.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::owners::lock_owner;
use crate::library::undo::{Step, insert_undo};
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::{UndoId, UserId, ViewId};
use domain::library::views::MAX_VIEWS;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// All that a view's row holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ViewRow {
    id: ViewId,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    position: i64,
    name: String,
    name_folded: String,
    query: String,
}

entity! {
    ViewRow in SAVED_VIEWS { id, version, created_at, updated_at, position, name, name_folded, query }
}

const TAKE: &str = sql!("DELETE FROM saved_views WHERE owner_id = $1 AND id = $2 RETURNING ", ViewRow::COLUMNS);

/// Deletes a view that was found and locked in this transaction, so that it can be brought back. False when there is no
/// such view.
pub fn delete_view_for_undo(
    tx: &mut Tx,
    owner: UserId,
    id: ViewId,
    undo: UndoId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(row) = tx.query_opt::<ViewRow>(TAKE, &[&owner, &id])? else { return Ok(false) };
    insert_undo(tx, owner, undo, &[Step::RestoreView(Box::new(row))], now)?;
    Ok(true)
}

const COUNT: &str = "SELECT count(*), coalesce(sum(CASE WHEN name_folded = $2 THEN 1 ELSE 0 END), 0) FROM saved_views
    WHERE owner_id = $1";

/// Brings a view back. False when its name was taken meanwhile, or there are too many views.
pub(crate) fn restore_view(tx: &mut Tx, owner: UserId, row: &ViewRow) -> Result<bool, Error> {
    lock_owner(tx, owner)?;
    let (count, same_name): (i64, i64) = tx.query_one(COUNT, &[&owner, &row.name_folded])?;
    if same_name > 0 || usize::try_from(count).is_ok_and(|count| count >= MAX_VIEWS) {
        return Ok(false);
    }
    insert!(
        tx,
        SAVED_VIEWS {
            id: row.id,
            owner_id: owner,
            version: row.version + 1,
            created_at: row.created_at,
            updated_at: row.updated_at,
            position: row.position,
            name: row.name,
            name_folded: row.name_folded,
            query: row.query,
        }
    )?;
    Ok(true)
}
