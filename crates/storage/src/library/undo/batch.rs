//! Taking a change of many films back.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::lookups::is_same_version;
use crate::library::many::{self, Chosen, Flags, OWNED, Places, for_ids, for_rows};
use crate::schema::sql;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// What many films were before a change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Before {
    /// The films.
    pub movies: Vec<MovieBefore>,
    /// What was done to all of them.
    pub change: Done,
}

/// What a film was before a change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MovieBefore {
    id: MovieId,
    /// Its version after the change.
    version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rating: Option<Rating>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    liked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    watchlisted_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    watchlist_priority: Option<i64>,
}

impl From<&Chosen> for MovieBefore {
    fn from(movie: &Chosen) -> Self {
        let Chosen { id, version, rating, liked, watchlisted_at, watchlist_priority, .. } = *movie;
        // Every change makes one version.
        Self { id, version: version + 1, rating, liked, watchlisted_at, watchlist_priority }
    }
}

/// A rating that a film was given, and when.
pub(crate) type Given = (MovieId, Timestamp, Option<Rating>);

/// What was done to many films.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    /// Their likes or their places on the watchlist were changed.
    Flagged,
    /// They were rated at a moment, and these ratings of the minutes before were forgotten for it.
    Rated(Timestamp, Vec<Given>),
    /// They got other tags than these, which stand in the order of the films.
    Tagged(Vec<Vec<String>>),
    /// These watches were recorded.
    Logged(Vec<WatchId>),
    /// Their latest watches, which had these dates, were moved.
    Moved(Vec<(WatchId, Option<WatchDate>)>),
    /// They were deleted.
    Deleted,
}

/// Takes the change back. False when a film has changed since.
pub(super) fn take_back(tx: &mut Tx, owner: UserId, before: Before, now: Timestamp) -> Result<bool, Error> {
    let Before { movies, change } = before;
    let ids: Vec<MovieId> = movies.iter().map(|movie| movie.id).collect();
    let found = match change {
        Done::Deleted => many::find_trashed_for_update(tx, owner, &ids)?,
        _ => many::find_for_update(tx, owner, &ids)?,
    };
    if found.len() != movies.len() {
        return Ok(false);
    }
    for (was, is) in movies.iter().zip(&found) {
        if was.id != is.id || !is_same_version(tx, owner, (is.id, is.version), was.version)? {
            return Ok(false);
        }
    }
    match change {
        Done::Flagged => reset(tx, owner, &movies, now)?,
        Done::Rated(moment, forgotten) => {
            reset(tx, owner, &movies, now)?;
            for_ids(tx, DELETE_RATINGS, &[&owner, &moment], &ids)?;
            let rows: Vec<[&dyn Param; 3]> =
                forgotten.iter().map(|(id, moment, rating)| [id as &dyn Param, moment, rating]).collect();
            for_rows(tx, INSERT_RATINGS, &[&owner], Places::same("(#, $1, #, #)"), &rows)?;
        }
        Done::Tagged(tags) => {
            let tagged: Vec<(&Chosen, Vec<String>)> = found.iter().zip(tags).collect();
            many::update_tags(tx, owner, &tagged, now)?;
        }
        Done::Logged(watches) => {
            many::delete_watches(tx, owner, &watches)?;
            reset(tx, owner, &movies, now)?;
            many::sum_up(tx, owner, &ids)?;
        }
        Done::Moved(dates) => {
            many::move_watches(tx, owner, &dates)?;
            reset(tx, owner, &movies, now)?;
            many::sum_up(tx, owner, &ids)?;
        }
        Done::Deleted => many::restore_movies(tx, owner, &found, now)?,
    }
    Ok(true)
}

const DELETE_RATINGS: &str = sql!("DELETE FROM ratings WHERE ", OWNED, " AND rated_at = $2 AND movie_id IN ($ids)");
const INSERT_RATINGS: &str = "INSERT INTO ratings (movie_id, owner_id, rated_at, rating) VALUES $rows";

fn reset(tx: &mut Tx, owner: UserId, movies: &[MovieBefore], now: Timestamp) -> Result<(), Error> {
    let flags = |movie: &MovieBefore| {
        let MovieBefore { id, rating, liked, watchlisted_at, watchlist_priority, .. } = *movie;
        Flags { id, rating, liked, watchlisted_at, watchlist_priority }
    };
    many::reset_movies(tx, owner, &movies.iter().map(flags).collect::<Vec<_>>(), now)
}
