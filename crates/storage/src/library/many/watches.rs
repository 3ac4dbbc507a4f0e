//! The watches of many films.

use super::OWNED;
use super::portions::{Places, for_ids, for_rows, query_ids};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::labels::join;
use crate::library::watches::{FIND_REWATCHES, SUM_UP_WATCHES};
use crate::schema::sql;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::watch_dates::WatchDate;
use domain::library::watches::WatchFields;
use domain::times::Timestamp;

const INSERT: &str = "
    INSERT INTO watches (id, movie_id, owner_id, created_at, watched_on, rating, liked, rewatch, rewatch_corrected,
        place, companions, comment)
    VALUES $rows";

/// What all of them have stands in each row by the same numbers.
const PLACES: Places = Places::same("(#, #, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

/// Records a watch of each film, all alike; [`sum_up`] is for the caller.
pub(crate) fn insert_watches(
    tx: &mut Tx,
    owner: UserId,
    watches: &[(WatchId, MovieId)],
    fields: &WatchFields,
    now: Timestamp,
) -> Result<(), Error> {
    let (rewatch, corrected) = (fields.rewatch.unwrap_or(false), fields.rewatch.is_some());
    let companions = join(&fields.companions);
    let params: [&dyn Param; 10] = [
        &owner,
        &now,
        &fields.watched_on,
        &fields.rating,
        &fields.liked,
        &rewatch,
        &corrected,
        &fields.place,
        &companions,
        &fields.comment,
    ];
    let rows: Vec<[&dyn Param; 2]> = watches.iter().map(|(id, movie)| [id as &dyn Param, movie]).collect();
    for_rows(tx, INSERT, &params, PLACES, &rows)
}

const DELETE: &str = sql!("DELETE FROM watches WHERE ", OWNED, " AND id IN ($ids)");

/// Forgets watches; [`sum_up`] is for the caller.
pub(crate) fn delete_watches(tx: &mut Tx, owner: UserId, ids: &[WatchId]) -> Result<(), Error> {
    for_ids(tx, DELETE, &[&owner], ids).map(drop)
}

// One without a date counts as earlier than any with one.
const FIND_LATEST: &str = sql!(
    "
    SELECT movie_id, id, watched_on FROM watches WHERE ",
    OWNED,
    " AND movie_id IN ($ids) AND NOT EXISTS (
        SELECT 1 FROM watches AS later WHERE later.movie_id = watches.movie_id
        AND (coalesce(later.watched_on, ''), later.id) > (coalesce(watches.watched_on, ''), watches.id))"
);

/// The latest watch of each film that has one, and its date.
pub(crate) fn find_latest_watches(
    tx: &mut Tx,
    owner: UserId,
    movies: &[MovieId],
) -> Result<Vec<(MovieId, WatchId, Option<WatchDate>)>, Error> {
    query_ids(tx, FIND_LATEST, &[&owner], movies)
}

const MOVE: &str = sql!(
    "
    UPDATE watches SET version = version + 1, watched_on = v.column2
    FROM (VALUES $rows) AS v WHERE ",
    OWNED,
    " AND watches.id = v.column1"
);

const MOVE_PLACES: Places = Places {
    sqlite: "(#, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS text))",
};

/// Gives each watch its own date; [`sum_up`] is for the caller.
pub(crate) fn move_watches(tx: &mut Tx, owner: UserId, dates: &[(WatchId, Option<WatchDate>)]) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 2]> = dates.iter().map(|(id, date)| [id as &dyn Param, date]).collect();
    for_rows(tx, MOVE, &[&owner], MOVE_PLACES, &rows)
}

/// Keeps what follows from the watches of the films, as the watches of one film do.
pub(crate) fn sum_up(tx: &mut Tx, owner: UserId, movies: &[MovieId]) -> Result<(), Error> {
    for_ids(tx, sql!(SUM_UP_WATCHES, " WHERE ", OWNED, " AND id IN ($ids)"), &[&owner], movies)?;
    for_ids(tx, sql!(FIND_REWATCHES, " AND ", OWNED, " AND movie_id IN ($ids)"), &[&owner], movies)?;
    Ok(())
}
