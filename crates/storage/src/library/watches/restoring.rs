//! Watches that are deleted and brought back.

use super::{TOUCH_MOVIE, delete_watch, sum_up};
use crate::engine::Tx;
use crate::error::Error;
use crate::library::undo::{Step, insert_undo};
use crate::schema::{Entity, entity, insert, sql};
use domain::ids::{MovieId, UndoId, UserId, WatchId};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// All that a watch's row holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WatchRow {
    id: WatchId,
    movie_id: MovieId,
    version: i64,
    created_at: Timestamp,
    watched_on: Option<WatchDate>,
    rating: Option<Rating>,
    liked: bool,
    rewatch: bool,
    rewatch_corrected: bool,
    source: Option<String>,
    external_id: Option<String>,
    place: Option<String>,
    companions: String,
    comment: Option<String>,
}

entity! {
    WatchRow in WATCHES {
        id,
        movie_id,
        version,
        created_at,
        watched_on,
        rating,
        liked,
        rewatch,
        rewatch_corrected,
        source,
        external_id,
        place,
        companions,
        comment,
    }
}

const FIND_ROW: &str = sql!("SELECT ", WatchRow::COLUMNS, " FROM watches WHERE owner_id = $1 AND id = $2");

/// Deletes a watch so that it can be brought back. False when there is no such watch of a film outside the trash.
pub fn delete_watch_for_undo(
    tx: &mut Tx,
    owner: UserId,
    id: WatchId,
    undo: UndoId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(row) = tx.query_opt::<WatchRow>(FIND_ROW, &[&owner, &id])? else { return Ok(false) };
    let deleted = delete_watch(tx, owner, id, now)?;
    if deleted {
        insert_undo(tx, owner, undo, &[Step::RestoreWatch(Box::new(row))], now)?;
    }
    Ok(deleted)
}

/// Brings a watch back. False when its film is not there, or in the trash.
pub(crate) fn restore_watch(tx: &mut Tx, owner: UserId, row: &WatchRow, now: Timestamp) -> Result<bool, Error> {
    if tx.execute(TOUCH_MOVIE, &[&owner, &row.movie_id, &now])? == 0 {
        return Ok(false);
    }
    insert!(
        tx,
        WATCHES {
            id: row.id,
            owner_id: owner,
            movie_id: row.movie_id,
            version: row.version + 1,
            created_at: row.created_at,
            watched_on: row.watched_on,
            rating: row.rating,
            liked: row.liked,
            rewatch: row.rewatch,
            rewatch_corrected: row.rewatch_corrected,
            source: row.source,
            external_id: row.external_id,
            place: row.place,
            companions: row.companions,
            comment: row.comment,
        }
    )?;
    sum_up(tx, owner, row.movie_id)?;
    Ok(true)
}
