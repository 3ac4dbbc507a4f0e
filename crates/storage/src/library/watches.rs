//! Watches: each viewing of a film.
//!
//! A film's row has the number of its watches and the day of the latest. Every change here first
//! updates that row, which also makes others who change the same film's watches wait.

mod listing;
mod restoring;

pub use listing::{list_movie_watches, list_watches};
pub use restoring::delete_watch_for_undo;
pub(crate) use restoring::{WatchRow, restore_watch};

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::library::labels;
use crate::paging::Item;
use crate::schema::{Entity, entity, send_insert, sql, update};
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::images::image_url;
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::{Watch, WatchFields, WatchedMovie};
use domain::times::Timestamp;
use uuid::Uuid;

entity! {
    WatchedMovie in MOVIES { id, title, year, poster_url = poster => image_url }
}

entity! {
    Watch in WATCHES {
        id,
        movie: WatchedMovie,
        watched_on,
        rating,
        liked,
        rewatch,
        rewatch_corrected,
        comment,
        place,
        companions => labels::split,
        created_at,
        version,
    }
}

impl Item for Watch {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

const TOUCH_MOVIE: &str = "
    UPDATE movies SET version = version + 1, updated_at = $3
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

// A film that was watched is no longer wanted. Its rating is the latest that was given.
const TOUCH_WATCHED_MOVIE: &str = "
    UPDATE movies SET
        version = version + 1, updated_at = $3, watchlisted_at = NULL, watchlist_priority = NULL,
        rating = coalesce($4, rating), liked = (liked OR $5)
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Counts the watches of films and finds their latest dates; which films is for the caller to add.
pub(crate) const SUM_UP_WATCHES: &str = "
    UPDATE movies SET
        watch_count = (SELECT count(*) FROM watches WHERE watches.movie_id = movies.id),
        last_watched_on = (SELECT max(watched_on) FROM watches WHERE watches.movie_id = movies.id)";

/// Finds out which watches are rewatches; of which films is for the caller to add. Of those with the same
/// date the one that was recorded first counts as earlier; one without a date as the earliest.
pub(crate) const FIND_REWATCHES: &str = "
    UPDATE watches SET rewatch = NOT rewatch, version = version + 1
    WHERE NOT rewatch_corrected AND rewatch <> EXISTS (
        SELECT 1 FROM watches AS earlier WHERE earlier.movie_id = watches.movie_id
        AND (coalesce(earlier.watched_on, ''), earlier.id) < (coalesce(watches.watched_on, ''), watches.id))";

/// Keeps what follows from the watches of a film: their number, the latest date, and which of them are rewatches.
fn sum_up(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<(), Error> {
    tx.execute(sql!(SUM_UP_WATCHES, " WHERE owner_id = $1 AND id = $2"), &[&owner, &movie])?;
    tx.execute(sql!(FIND_REWATCHES, " AND owner_id = $1 AND movie_id = $2"), &[&owner, &movie])?;
    Ok(())
}

/// Records a viewing of a film, and takes the film off the watchlist. A rating or a like of the viewing is the film's
/// as well. False when there is no such film outside the trash.
pub fn insert_watch(
    tx: &mut Tx,
    owner: UserId,
    movie: MovieId,
    id: WatchId,
    fields: &WatchFields,
    now: Timestamp,
) -> Result<bool, Error> {
    if tx.execute(TOUCH_WATCHED_MOVIE, &[&owner, &movie, &now, &fields.rating, &fields.liked])? == 0 {
        return Ok(false);
    }
    insert_first_watch(tx, owner, movie, id, fields, now)?;
    sum_up(tx, owner, movie)?;
    Ok(true)
}

/// Records a watch of a film whose row is already written so.
pub(crate) fn insert_first_watch(
    tx: &mut Tx,
    owner: UserId,
    movie: MovieId,
    id: WatchId,
    fields: &WatchFields,
    now: Timestamp,
) -> Result<(), Error> {
    send_insert!(
        tx,
        WATCHES {
            id: id,
            owner_id: owner,
            movie_id: movie,
            created_at: now,
            watched_on: fields.watched_on,
            rating: fields.rating,
            liked: fields.liked,
            rewatch: fields.rewatch.unwrap_or(false),
            rewatch_corrected: fields.rewatch.is_some(),
            place: fields.place,
            companions: labels::join(&fields.companions),
            comment: fields.comment,
        }
    )
}

// One without a date counts as earlier than any with one.
const MOVE_LATEST_WATCH: &str = "
    UPDATE watches SET watched_on = $3, rating = coalesce($4, rating), version = version + 1
    WHERE owner_id = $1 AND id = (
        SELECT latest.id FROM watches AS latest WHERE latest.owner_id = $1 AND latest.movie_id = $2
        ORDER BY latest.watched_on DESC NULLS LAST, latest.id DESC LIMIT 1)";

/// Moves the latest watch of a film to this date, or records one, and gives it this rating, if there is one; the film's
/// row is locked already.
pub(crate) fn move_latest_watch(
    tx: &mut Tx,
    owner: UserId,
    movie: MovieId,
    new_id: WatchId,
    (date, rating): (WatchDate, Option<Rating>),
    now: Timestamp,
) -> Result<(), Error> {
    if tx.execute(MOVE_LATEST_WATCH, &[&owner, &movie, &date, &rating])? == 0 {
        let fields = WatchFields { watched_on: Some(date), rating, ..WatchFields::default() };
        insert_first_watch(tx, owner, movie, new_id, &fields, now)?;
    }
    sum_up(tx, owner, movie)
}

/// The watches of films outside the trash.
pub(crate) const OF_PRESENT_MOVIES: &str = "FROM watches JOIN movies ON movies.id = watches.movie_id
    WHERE movies.deleted_at IS NULL";
/// Those of the owner `$1`.
const FROM: &str = sql!(OF_PRESENT_MOVIES, " AND watches.owner_id = $1");

const FIND_WATCH: &str = sql!("SELECT ", Watch::COLUMNS, " ", FROM, " AND watches.id = $2");

/// The watch of this id, unless its film is in the trash.
pub fn find_watch(tx: &mut Tx, owner: UserId, id: WatchId) -> Result<Option<Watch>, Error> {
    tx.query_opt(FIND_WATCH, &[&owner, &id])
}

// SQLite's transactions write one after the other, and it does not know the clause.
const LOCK_MOVIE_POSTGRES: &str = "
    SELECT id FROM movies WHERE owner_id = $1 AND id = (SELECT movie_id FROM watches WHERE owner_id = $1 AND id = $2)
    FOR NO KEY UPDATE";

/// The watch of this id, unless its film is in the trash; nobody else changes the film or its watches before this
/// transaction ends.
pub fn find_watch_for_update(tx: &mut Tx, owner: UserId, id: WatchId) -> Result<Option<Watch>, Error> {
    if tx.engine() == Engine::Postgres {
        tx.query_opt::<MovieId>(LOCK_MOVIE_POSTGRES, &[&owner, &id])?;
    }
    find_watch(tx, owner, id)
}

// The film's rating is the latest that was given, unless a later watch has one.
const RATE_MOVIE: &str = "
    UPDATE movies SET rating = $4 WHERE owner_id = $1 AND id = $2 AND $3 = (
        SELECT latest.id FROM watches AS latest WHERE latest.movie_id = $2 AND latest.rating IS NOT NULL
        ORDER BY latest.watched_on DESC NULLS LAST, latest.id DESC LIMIT 1)";

/// Replaces what is known of a watch that was `before` found in this transaction. A new rating of a film's latest watch
/// is the film's as well. False when there is no such watch of a film outside the trash.
pub fn update_watch(
    tx: &mut Tx,
    owner: UserId,
    before: &Watch,
    fields: &WatchFields,
    now: Timestamp,
) -> Result<bool, Error> {
    let id = before.id;
    change_watch(tx, owner, id, now, |tx| {
        let changed = update!(
            tx,
            WATCHES {
                watched_on: fields.watched_on,
                rating: fields.rating,
                liked: fields.liked,
                rewatch: fields.rewatch.unwrap_or(false),
                rewatch_corrected: fields.rewatch.is_some(),
                place: fields.place,
                companions: labels::join(&fields.companions),
                comment: fields.comment,
            },
            set "version = version + 1",
            where "owner_id = $1 AND id = $2",
            [owner, id]
        )?;
        if fields.rating.is_some() && fields.rating != before.rating {
            tx.execute(RATE_MOVIE, &[&owner, &before.movie.id, &id, &fields.rating])?;
        }
        Ok(changed)
    })
}

const DELETE_WATCH: &str = "DELETE FROM watches WHERE owner_id = $1 AND id = $2";

/// Forgets a watch. False when there is no such watch of a film outside the trash.
pub fn delete_watch(tx: &mut Tx, owner: UserId, id: WatchId, now: Timestamp) -> Result<bool, Error> {
    change_watch(tx, owner, id, now, |tx| tx.execute(DELETE_WATCH, &[&owner, &id]))
}

fn change_watch(
    tx: &mut Tx,
    owner: UserId,
    id: WatchId,
    now: Timestamp,
    change: impl FnOnce(&mut Tx) -> Result<u64, Error>,
) -> Result<bool, Error> {
    let find = format!("SELECT watches.movie_id {FROM} AND watches.id = $2");
    let Some(movie) = tx.query_opt::<MovieId>(&find, &[&owner, &id])? else { return Ok(false) };
    // Another may have deleted either of them since it was found.
    let changed = tx.execute(TOUCH_MOVIE, &[&owner, &movie, &now])? == 1 && change(tx)? == 1;
    if changed {
        sum_up(tx, owner, movie)?;
    }
    Ok(changed)
}
