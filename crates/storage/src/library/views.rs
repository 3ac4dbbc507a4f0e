//! Saved views.

mod row;

pub use row::delete_view_for_undo;
pub(crate) use row::{ViewRow, restore_view};

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::many::{Places, for_rows};
use crate::library::owners::lock_owner;
use crate::schema::{Entity, entity, insert, sql, update};
use domain::ids::{UserId, ViewId};
use domain::library::views::{MAX_VIEWS, View, ViewFields};
use domain::text::fold;
use domain::times::Timestamp;

entity! {
    View in SAVED_VIEWS {
        id,
        name,
        query,
        position = "(SELECT count(*) FROM saved_views AS other WHERE other.owner_id = saved_views.owner_id
            AND (other.position, other.id) < (saved_views.position, saved_views.id))",
        created_at,
        updated_at,
        version,
    }
}

/// Why a view can't be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSaved {
    /// There are [`MAX_VIEWS`] already.
    TooMany,
    /// Another view has this name, in whatever spelling.
    NameTaken,
}

const LIST: &str = sql!(
    "SELECT ",
    View::COLUMNS,
    " FROM saved_views WHERE saved_views.owner_id = $1 ORDER BY saved_views.position, saved_views.id"
);

/// The views of an owner, in their order.
pub fn list_views(tx: &mut Tx, owner: UserId) -> Result<Vec<View>, Error> {
    tx.query(LIST, &[&owner])
}

const FIND: &str =
    sql!("SELECT ", View::COLUMNS, " FROM saved_views WHERE saved_views.owner_id = $1 AND saved_views.id = $2");

/// The view of this id.
pub fn find_view(tx: &mut Tx, owner: UserId, id: ViewId) -> Result<Option<View>, Error> {
    tx.query_opt(FIND, &[&owner, &id])
}

/// The view of this id; nobody else changes the owner's views before this transaction ends.
pub fn find_view_for_update(tx: &mut Tx, owner: UserId, id: ViewId) -> Result<Option<View>, Error> {
    lock_owner(tx, owner)?;
    find_view(tx, owner, id)
}

/// Saves a view, behind all others unless a place is given.
pub fn insert_view(
    tx: &mut Tx,
    owner: UserId,
    id: ViewId,
    fields: &ViewFields,
    now: Timestamp,
) -> Result<Result<(), NotSaved>, Error> {
    lock_owner(tx, owner)?;
    let order = list_ids(tx, owner)?;
    if order.len() >= MAX_VIEWS {
        return Ok(Err(NotSaved::TooMany));
    }
    if is_taken(tx, owner, id, &fields.name)? {
        return Ok(Err(NotSaved::NameTaken));
    }
    insert!(
        tx,
        SAVED_VIEWS {
            id: id,
            owner_id: owner,
            version: 1_i64,
            created_at: now,
            updated_at: now,
            position: order.last().map_or(0, |last| last.1.saturating_add(1)),
            name: fields.name,
            name_folded: fold(&fields.name),
            query: fields.query,
        }
    )?;
    move_to(tx, owner, id, fields.position)?;
    Ok(Ok(()))
}

/// Changes a view that was found and locked in this transaction.
pub fn update_view(
    tx: &mut Tx,
    owner: UserId,
    id: ViewId,
    fields: &ViewFields,
    now: Timestamp,
) -> Result<Result<(), NotSaved>, Error> {
    if is_taken(tx, owner, id, &fields.name)? {
        return Ok(Err(NotSaved::NameTaken));
    }
    update!(
        tx,
        SAVED_VIEWS { name: fields.name, name_folded: fold(&fields.name), query: fields.query, updated_at: now },
        set "version = version + 1",
        where "owner_id = $1 AND id = $2",
        [owner, id]
    )?;
    move_to(tx, owner, id, fields.position)?;
    Ok(Ok(()))
}

const IS_TAKEN: &str = "SELECT id FROM saved_views WHERE owner_id = $1 AND name_folded = $2 AND id <> $3";

fn is_taken(tx: &mut Tx, owner: UserId, id: ViewId, name: &str) -> Result<bool, Error> {
    Ok(tx.query_opt::<ViewId>(IS_TAKEN, &[&owner, &fold(name), &id])?.is_some())
}

const LIST_IDS: &str = "SELECT id, position FROM saved_views WHERE owner_id = $1 ORDER BY position, id";

fn list_ids(tx: &mut Tx, owner: UserId) -> Result<Vec<(ViewId, i64)>, Error> {
    tx.query(LIST_IDS, &[&owner])
}

const MOVE: &str = "
    UPDATE saved_views SET position = v.column2
    FROM (VALUES $rows) AS v WHERE saved_views.owner_id = $1 AND saved_views.id = v.column1";

const MOVE_PLACES: Places = Places {
    sqlite: "(#, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS bigint))",
};

/// Gives a view this place, and the others the places around it. They keep their versions.
fn move_to(tx: &mut Tx, owner: UserId, id: ViewId, position: Option<usize>) -> Result<(), Error> {
    let Some(position) = position else { return Ok(()) };
    let mut order: Vec<ViewId> = list_ids(tx, owner)?.into_iter().map(|(id, _)| id).filter(|it| *it != id).collect();
    order.insert(position.min(order.len()), id);
    let places: Vec<(ViewId, i64)> = order.into_iter().zip(0..).collect();
    let rows: Vec<[&dyn Param; 2]> = places.iter().map(|(id, position)| [id as &dyn Param, position]).collect();
    for_rows(tx, MOVE, &[&owner], MOVE_PLACES, &rows)
}
