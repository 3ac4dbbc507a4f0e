//! Films that are taken off a list and put back.

use super::{COUNT_ROWS, FIND_ROW, ItemRow};
use crate::engine::Tx;
use crate::error::Error;
use crate::library::lists::{count, touch_list};
use crate::library::many::{OWNED, for_ids};
use crate::library::undo::{Step, insert_undo};
use crate::schema::{insert, sql};
use domain::ids::{ListId, MovieId, UndoId, UserId};
use domain::library::lists::MAX_LIST_MOVIES;
use domain::times::Timestamp;

const DELETE_ITEM: &str = "DELETE FROM list_items WHERE owner_id = $1 AND list_id = $2 AND movie_id = $3";

/// Takes a film off a list, which is locked, so that it can be put back. False when it is not on it.
pub fn delete_item(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    movie: MovieId,
    undo: UndoId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(row) = tx.query_opt::<ItemRow>(FIND_ROW, &[&owner, &list, &movie])? else { return Ok(false) };
    tx.execute(DELETE_ITEM, &[&owner, &list, &movie])?;
    touch_list(tx, owner, list, now)?;
    insert_undo(tx, owner, undo, &[Step::RestoreListItem(Box::new(row))], now)?;
    Ok(true)
}

const DELETE_ITEMS: &str = sql!("DELETE FROM list_items WHERE ", OWNED, " AND list_id = $2 AND movie_id IN ($ids)");

/// Takes films off a list again that were put on it. False when the list is gone.
pub(crate) fn delete_items(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    movies: &[MovieId],
    now: Timestamp,
) -> Result<bool, Error> {
    let is_there = touch_list(tx, owner, list, now)?;
    if is_there {
        for_ids(tx, DELETE_ITEMS, &[&owner, &list], movies)?;
    }
    Ok(is_there)
}

const IS_THERE: &str = "SELECT id FROM movies WHERE owner_id = $1 AND id = $2";
const IS_ON_LIST: &str = "SELECT movie_id FROM list_items WHERE owner_id = $1 AND list_id = $2 AND movie_id = $3";

/// Puts a film back on a list. False when either of them is gone, the list is full, or it is on it again.
pub(crate) fn restore_item(tx: &mut Tx, owner: UserId, row: &ItemRow, now: Timestamp) -> Result<bool, Error> {
    // The list first: nobody else adds to it from here on.
    let possible = touch_list(tx, owner, row.list_id, now)?
        && tx.query_opt::<MovieId>(IS_THERE, &[&owner, &row.movie_id])?.is_some()
        && tx.query_opt::<MovieId>(IS_ON_LIST, &[&owner, &row.list_id, &row.movie_id])?.is_none()
        && count(tx.query_one(COUNT_ROWS, &[&row.list_id, &owner])?) < MAX_LIST_MOVIES as u64;
    if possible {
        insert!(
            tx,
            LIST_ITEMS {
                list_id: row.list_id,
                movie_id: row.movie_id,
                owner_id: owner,
                position: row.position,
                added_at: row.added_at,
                note: row.note,
            }
        )?;
    }
    Ok(possible)
}
