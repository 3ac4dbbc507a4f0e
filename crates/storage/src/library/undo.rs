//! Taking changes back: what a change did is kept for a day, so that it can be undone as a whole or not at all.

pub(crate) mod batch;
pub(crate) mod matches;
mod undoing;
mod untying;

use crate::engine::Tx;
use crate::error::Error;
use crate::library::background::insert_job;
use crate::library::movies::{find_movie_for_update, update_tags};
use crate::library::{images, list_items, lists, lookups, tags, trash, views, watches};
use crate::paging::PORTION;
use crate::schema::insert;
use domain::ids::{ListId, MovieId, UndoId, UserId, WatchId};
use domain::library::images::ImageKind;
use domain::library::movies::Movie;
use domain::library::ratings::Rating;
use domain::library::undo::UNDO_HOURS;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};
use undoing::{begin_undoing, go_on_undoing, next_undoing};

/// The job that goes on with what is taken back part by part.
pub const UNDOING_JOB: &str = "movie_match_undos";

/// What takes a change back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Erases a film that was added, unless it has changed since.
    EraseMovie {
        /// The film.
        id: MovieId,
        /// Its version after the change.
        version: i64,
    },
    /// Gives a film back what it had, unless it has changed since.
    ResetMovie {
        /// The film.
        id: MovieId,
        /// Its version after the change.
        version: i64,
        /// Its rating before.
        rating: Option<Rating>,
        /// Whether it was liked before.
        liked: bool,
        /// Since when it was on the watchlist before.
        watchlisted_at: Option<Timestamp>,
        /// Its place on the watchlist before.
        #[serde(default)]
        watchlist_priority: Option<i64>,
        /// Its tags before.
        tags: Vec<String>,
        /// The watch that was added.
        watch: Option<WatchId>,
    },
    /// Gives a film back the picture that it had, or none, unless it has changed since.
    ResetImage {
        /// The film.
        id: MovieId,
        /// Its version after the change.
        version: i64,
        /// Which picture of it.
        kind: ImageKind,
        /// The name of the picture before.
        name: Option<String>,
    },
    /// Brings a watch back that was deleted.
    RestoreWatch(Box<watches::WatchRow>),
    /// Brings a list back that was deleted.
    RestoreList {
        /// The list.
        id: ListId,
    },
    /// Puts a film back on a list.
    RestoreListItem(Box<list_items::ItemRow>),
    /// Takes films off a list again.
    DeleteListItems {
        /// The list.
        list: ListId,
        /// The films that were put on it.
        movies: Vec<MovieId>,
    },
    /// Gives films and lists back the tags that they had.
    RestoreTags(Box<tags::Retagging>),
    /// Brings a view back that was deleted.
    RestoreView(Box<views::ViewRow>),
    /// Gives many films back what they had, unless one of them has changed since.
    ResetMovies(Box<batch::Before>),
    /// Takes it back that films are those of the catalogue; what has changed since stays.
    UntieMovies(Vec<matches::Tied>),
    /// Goes on with another change, which was a part of this one.
    UndoBefore(UndoId),
    /// Has a film checked again, or not.
    ResetMatch {
        /// The film.
        movie: MovieId,
        /// What it may be; none when it wasn't to be checked.
        candidates: Option<String>,
    },
}

/// What became of taking a change back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// It was taken back.
    Done,
    /// There is no such change, or it was taken back before, or its time is over.
    Unknown,
    /// It is being taken back, part by part.
    Begun,
    /// Another change of this account is being taken back part by part; this one wasn't.
    Busy,
    /// Something was changed since; nothing was taken back.
    Changed,
}

/// Keeps what takes a change back.
pub(crate) fn insert_undo(tx: &mut Tx, owner: UserId, id: UndoId, steps: &[Step], now: Timestamp) -> Result<(), Error> {
    let steps = serde_json::to_string(steps).map_err(|error| Error::Database(error.to_string()))?;
    insert!(tx, UNDOS { id: id, owner_id: owner, created_at: now, steps: steps }).map(drop)
}

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM undos WHERE owner_id = $1 AND id = $2)";

/// Whether it is known how a change is taken back, however old it is.
pub(crate) fn is_known(tx: &mut Tx, owner: UserId, id: UndoId) -> Result<bool, Error> {
    tx.query_one(IS_THERE, &[&owner, &id])
}

const TAKE_UNDO: &str = "DELETE FROM undos WHERE owner_id = $1 AND id = $2 AND created_at > $3 RETURNING steps";

const IS_KEPT: &str = "SELECT EXISTS (SELECT 1 FROM undos WHERE owner_id = $1 AND id = $2 AND created_at > $3)";

/// Since when changes can be taken back.
fn oldest(now: Timestamp) -> Timestamp {
    now.plus_seconds(-UNDO_HOURS * 3600)
}

/// Whether a change can still be taken back.
pub fn can_undo(tx: &mut Tx, owner: UserId, id: UndoId, now: Timestamp) -> Result<bool, Error> {
    tx.query_one(IS_KEPT, &[&owner, &id, &oldest(now)])
}

/// Takes a change back. The transaction must not commit when that is [`Undone::Changed`] or [`Undone::Busy`].
pub fn undo(tx: &mut Tx, owner: UserId, id: UndoId, now: Timestamp) -> Result<Undone, Error> {
    let Some(steps) = tx.query_opt::<String>(TAKE_UNDO, &[&owner, &id, &oldest(now)])? else {
        return Ok(Undone::Unknown);
    };
    match take_all_back(tx, owner, &steps, now)? {
        None => Ok(Undone::Changed),
        Some(Taken { before: None, .. }) => Ok(Undone::Done),
        // The other parts are taken back in transactions of their own, so that others can write meanwhile.
        Some(Taken { before: Some(before), count }) => {
            if !begin_undoing(tx, owner, (before, count), now)? {
                return Ok(Undone::Busy);
            }
            insert_job(tx, UNDOING_JOB, before.0)?;
            Ok(Undone::Begun)
        }
    }
}

/// Goes on with what is being taken back, whose-ever it is: takes the next part of it back. Gives how many films that
/// concerned; none when there is nothing more.
pub fn undo_next(tx: &mut Tx, now: Timestamp) -> Result<Option<i64>, Error> {
    let Some((owner, id)) = next_undoing(tx)? else { return Ok(None) };
    // Its time was looked at when it began.
    let steps: Option<String> = tx.query_opt(TAKE_UNDO, &[&owner, &id, &Timestamp::from_millis(0)])?;
    let taken = match steps {
        Some(steps) => take_all_back(tx, owner, &steps, now)?,
        None => None,
    };
    let Taken { before, count } = taken.unwrap_or_default();
    go_on_undoing(tx, owner, before, count)?;
    Ok(Some(count))
}

/// What was taken back.
#[derive(Default)]
struct Taken {
    /// What is to be taken back next.
    before: Option<UndoId>,
    /// How many films were untied.
    count: i64,
}

/// Takes all steps of a change back. None when something was changed since.
fn take_all_back(tx: &mut Tx, owner: UserId, steps: &str, now: Timestamp) -> Result<Option<Taken>, Error> {
    let steps: Vec<Step> = serde_json::from_str(steps).map_err(|error| Error::Database(error.to_string()))?;
    let mut taken = Taken::default();
    for step in steps.into_iter().rev() {
        match step {
            Step::UndoBefore(before) => taken.before = Some(before),
            Step::UntieMovies(ties) => {
                taken.count += i64::try_from(ties.len()).unwrap_or(0);
                untying::untie(tx, owner, ties, now)?;
            }
            step => {
                if !take_back(tx, owner, step, now)? {
                    return Ok(None);
                }
            }
        }
    }
    Ok(Some(taken))
}

fn take_back(tx: &mut Tx, owner: UserId, step: Step, now: Timestamp) -> Result<bool, Error> {
    match step {
        Step::EraseMovie { id, version } => {
            let Some(_) = unchanged(tx, owner, id, version)? else { return Ok(false) };
            trash::delete_movie(tx, owner, id, now)?;
            trash::erase_movie(tx, owner, id, now)
        }
        Step::ResetMovie { id, version, rating, liked, watchlisted_at, watchlist_priority, tags, watch } => {
            let Some(movie) = unchanged(tx, owner, id, version)? else { return Ok(false) };
            if let Some(watch) = watch {
                watches::delete_watch(tx, owner, watch, now)?;
            }
            if movie.tags != tags {
                update_tags(tx, owner, &movie, &tags, now)?;
            }
            Ok(tx.execute(RESET_MOVIE, &[&owner, &id, &now, &rating, &liked, &watchlisted_at, &watchlist_priority])?
                == 1)
        }
        Step::ResetImage { id, version, kind, name } => {
            let Some(movie) = unchanged(tx, owner, id, version)? else { return Ok(false) };
            images::reset_image(tx, owner, &movie, kind, name.as_deref(), now)
        }
        Step::RestoreList { id } => lists::restore_list(tx, owner, id),
        Step::RestoreListItem(row) => list_items::restore_item(tx, owner, &row, now),
        Step::DeleteListItems { list, movies } => list_items::delete_items(tx, owner, list, &movies, now),
        Step::RestoreTags(retagging) => tags::take_back(tx, owner, &retagging, now),
        Step::RestoreWatch(row) => watches::restore_watch(tx, owner, &row, now),
        Step::RestoreView(row) => views::restore_view(tx, owner, &row),
        Step::ResetMovies(before) => batch::take_back(tx, owner, *before, now),
        // They are taken back by the one who calls this.
        Step::UndoBefore(_) | Step::UntieMovies(_) => Ok(true),
        Step::ResetMatch { movie, candidates } => {
            matches::reset_match(tx, owner, movie, candidates.as_deref()).map(|()| true)
        }
    }
}

const RESET_MOVIE: &str = "
    UPDATE movies SET version = version + 1, updated_at = $3, rating = $4, liked = $5, watchlisted_at = $6,
        watchlist_priority = $7
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

fn unchanged(tx: &mut Tx, owner: UserId, id: MovieId, version: i64) -> Result<Option<Movie>, Error> {
    let Some(movie) = find_movie_for_update(tx, owner, id)? else { return Ok(None) };
    let is_unchanged = lookups::is_same_version(tx, owner, (id, movie.version), version)?;
    Ok(Some(movie).filter(|_| is_unchanged))
}

// What is being taken back is kept until it is done.
const DELETE_EXPIRED_UNDOS: &str = "DELETE FROM undos
    WHERE id IN (SELECT id FROM undos WHERE created_at < $1 AND NOT EXISTS (
        SELECT 1 FROM movie_match_runs AS runs WHERE runs.owner_id = undos.owner_id AND runs.undoing_id IS NOT NULL)
    LIMIT $2) AND created_at < $1";

/// Forgets how to take back what changed before; gives how many changes there were, [`PORTION`] at the most.
pub fn delete_expired_undos(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_UNDOS, &[&before, &PORTION])
}
