//! The ratings that a film itself was given, and those of its watches.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::send_insert;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::ratings::{GivenRating, Rating, RatingHistory};
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;
use std::cmp::Reverse;

/// Seconds in which another rating takes the place of the one before: a change of mind, or a slip.
pub(crate) const SECOND_THOUGHTS: i64 = 600;

const FORGET_LATEST: &str = "DELETE FROM ratings WHERE owner_id = $1 AND movie_id = $2 AND rated_at > $3";

/// Notes that the owner rated a film, or took the rating back, without a watch.
pub(crate) fn insert_rating(
    tx: &mut Tx,
    owner: UserId,
    movie: MovieId,
    rating: Option<Rating>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.send(FORGET_LATEST, &[&owner, &movie, &now.plus_seconds(-SECOND_THOUGHTS)])?;
    send_insert!(tx, RATINGS { movie_id: movie, owner_id: owner, rated_at: now, rating: rating })
}

/// The most ratings that are listed.
const MOST: usize = 100;

/// A rating, when it was given, and the watch that it belongs to with its date.
type Row = (Option<Rating>, Timestamp, Option<WatchId>, Option<WatchDate>);

const LIST_RATINGS: &str = "
    SELECT rating, rated_at, CAST(NULL AS uuid), CAST(NULL AS text) FROM ratings
    WHERE owner_id = $1 AND movie_id = $2
    UNION ALL
    SELECT rating, created_at, id, watched_on FROM watches
    WHERE owner_id = $1 AND movie_id = $2 AND rating IS NOT NULL";

/// The ratings that a film was given, the latest first: those of its watches by their dates, which count even where the
/// watch was recorded later.
pub fn list_ratings(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<RatingHistory, Error> {
    let rows: Vec<Row> = tx.query(LIST_RATINGS, &[&owner, &movie])?;
    let mut items: Vec<GivenRating> = rows
        .into_iter()
        .map(|(rating, rated_at, watch_id, watched_on)| GivenRating { rating, rated_at, watch_id, watched_on })
        .collect();
    let day = |it: &GivenRating| match (it.watch_id, it.watched_on) {
        (Some(_), Some(date)) => Some(date.first_day()),
        // Of an unknown date: before all others.
        (Some(_), None) => None,
        (None, _) => Some(it.rated_at.date()),
    };
    items.sort_by_key(|it| Reverse((day(it), it.rated_at)));
    items.truncate(MOST);
    Ok(RatingHistory { items })
}
