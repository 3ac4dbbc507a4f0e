//! Logging a film: the film is found or added, and its watch recorded, in one transaction.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::movies::{NewMovie, find_movie, find_movie_for_update, insert_movie, title_sort, update_tags};
use crate::library::owners::lock_owner;
use crate::library::undo::{Step, insert_undo};
use crate::library::watches;
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UndoId, UserId, WatchId};
use domain::library::log::{LogEntry, Logged, LoggedMovie};
use domain::library::movies::{MAX_TAGS, MovieFields};
use domain::text::fold;
use domain::times::Timestamp;

/// A film to be logged.
#[derive(Debug, Clone, Copy)]
pub struct NewLog<'a> {
    /// The id of the film, if it is added.
    pub movie_id: MovieId,
    /// The id of the watch.
    pub watch_id: WatchId,
    /// What takes it back.
    pub undo: UndoId,
    /// What is logged.
    pub entry: &'a LogEntry,
    /// The moment it is logged.
    pub now: Timestamp,
}

/// Why a film can't be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLogged {
    /// There is no such film outside the trash.
    NoSuchMovie,
    /// With these tags it would have too many.
    TooManyTags,
}

/// Logs a film. One without a watch goes on the watchlist; one whose watch was logged before, by its ID in the program
/// that sends it, stays as it is.
pub fn log_movie(tx: &mut Tx, owner: UserId, new: NewLog<'_>) -> Result<Result<Logged, NotLogged>, Error> {
    let NewLog { undo, entry, now, .. } = new;
    if let Some(external_id) = &entry.external_id {
        // So that the same watch, sent twice at once, is not logged twice.
        lock_owner(tx, owner)?;
        if let Some((watch, movie)) = find_sent_watch(tx, owner, external_id)? {
            return logged_before(tx, owner, new, (watch, movie));
        }
    }
    let found = match &entry.movie {
        LoggedMovie::Existing(id) => match find_movie_for_update(tx, owner, *id)? {
            Some(movie) => Some(movie),
            None => return Ok(Err(NotLogged::NoSuchMovie)),
        },
        LoggedMovie::Described(fields) => match find_same_movie(tx, owner, fields)? {
            Some(id) => find_movie_for_update(tx, owner, id)?,
            None => None,
        },
    };
    let id = match (&found, &entry.movie) {
        (Some(movie), _) => {
            let tags = with_tags(&movie.tags, &entry.tags);
            if tags.len() > MAX_TAGS {
                return Ok(Err(NotLogged::TooManyTags));
            }
            if tags != movie.tags {
                update_tags(tx, owner, movie, &tags, now)?;
            }
            movie.id
        }
        (None, LoggedMovie::Described(fields)) => {
            let fields = MovieFields { tags: with_tags(&fields.tags, &entry.tags), ..(**fields).clone() };
            if fields.tags.len() > MAX_TAGS {
                return Ok(Err(NotLogged::TooManyTags));
            }
            insert_movie(tx, owner, NewMovie { id: new.movie_id, watch_id: new.watch_id, fields: &fields, now })?;
            new.movie_id
        }
        (None, LoggedMovie::Existing(_)) => return Ok(Err(NotLogged::NoSuchMovie)),
    };
    let place: Option<(Option<Timestamp>, Option<i64>)> = tx.query_opt(WATCHLIST_PLACE, &[&owner, &id])?;
    let (watchlisted_at, watchlist_priority) = place.unwrap_or_default();
    match &entry.watch {
        Some(fields) => {
            watches::insert_watch(tx, owner, id, new.watch_id, fields, now)?;
            if let Some(external_id) = &entry.external_id {
                tx.execute(NAME_WATCH, &[&owner, &new.watch_id, &SOURCE, external_id])?;
            }
        }
        None => drop(tx.execute(PUT_ON_WATCHLIST, &[&owner, &id, &now])?),
    }
    let Some(movie) = find_movie(tx, owner, id)? else { return Ok(Err(NotLogged::NoSuchMovie)) };
    let watch = if entry.watch.is_some() { watches::find_watch(tx, owner, new.watch_id)? } else { None };
    let step = match &found {
        None => Step::EraseMovie { id, version: movie.version },
        Some(before) => Step::ResetMovie {
            id,
            version: movie.version,
            rating: before.rating,
            liked: before.liked,
            watchlisted_at,
            watchlist_priority,
            tags: before.tags.clone(),
            watch: watch.as_ref().map(|watch| watch.id),
        },
    };
    insert_undo(tx, owner, undo, &[step], now)?;
    let left_watchlist = watchlisted_at.is_some() && watch.is_some();
    Ok(Ok(Logged { movie, watch, movie_created: found.is_none(), left_watchlist, undo }))
}

/// Where watches come from whose ID in the program that sent them is known.
const SOURCE: &str = "log";

const NAME_WATCH: &str = "UPDATE watches SET source = $3, external_id = $4 WHERE owner_id = $1 AND id = $2";

const FIND_SENT_WATCH: &str =
    "SELECT id, movie_id FROM watches WHERE owner_id = $1 AND source = $2 AND external_id = $3";

fn find_sent_watch(tx: &mut Tx, owner: UserId, external_id: &String) -> Result<Option<(WatchId, MovieId)>, Error> {
    tx.query_opt(FIND_SENT_WATCH, &[&owner, &SOURCE, external_id])
}

/// What there is to say of a watch that was logged before. It can be taken back; what the film was like before it is not
/// known any more.
fn logged_before(
    tx: &mut Tx,
    owner: UserId,
    NewLog { undo, now, .. }: NewLog<'_>,
    (watch, id): (WatchId, MovieId),
) -> Result<Result<Logged, NotLogged>, Error> {
    let Some(movie) = find_movie_for_update(tx, owner, id)? else { return Ok(Err(NotLogged::NoSuchMovie)) };
    let watch = watches::find_watch(tx, owner, watch)?;
    let place: Option<(Option<Timestamp>, Option<i64>)> = tx.query_opt(WATCHLIST_PLACE, &[&owner, &id])?;
    let (watchlisted_at, watchlist_priority) = place.unwrap_or_default();
    let step = Step::ResetMovie {
        id,
        version: movie.version,
        rating: movie.rating,
        liked: movie.liked,
        watchlisted_at,
        watchlist_priority,
        tags: movie.tags.clone(),
        watch: watch.as_ref().map(|watch| watch.id),
    };
    insert_undo(tx, owner, undo, &[step], now)?;
    Ok(Ok(Logged { movie, watch, movie_created: false, left_watchlist: false, undo }))
}

const WATCHLIST_PLACE: &str = "SELECT watchlisted_at, watchlist_priority FROM movies WHERE owner_id = $1 AND id = $2";

const PUT_ON_WATCHLIST: &str = "
    UPDATE movies SET version = version + 1, updated_at = $3, watchlisted_at = $3
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL AND watchlisted_at IS NULL";

/// The tags of a film and those that it lacks, in whatever spelling.
fn with_tags(tags: &[String], more: &[String]) -> Vec<String> {
    let mut all = tags.to_vec();
    for tag in more {
        if !all.iter().any(|there| fold(there) == fold(tag)) {
            all.push(tag.clone());
        }
    }
    all
}

/// A film that may be the same one.
struct Candidate {
    id: MovieId,
    title: String,
    entered_title: Option<String>,
    year: Option<i16>,
    imdb_id: Option<String>,
    tmdb_id: Option<i64>,
}

entity! {
    Candidate in MOVIES { id, title, entered_title, year, imdb_id, tmdb_id }
}

const FIND_BY_IMDB_ID: &str =
    "SELECT id FROM movies WHERE owner_id = $1 AND imdb_id = $2 AND deleted_at IS NULL ORDER BY id LIMIT 1";
const FIND_BY_TMDB_ID: &str =
    "SELECT id FROM movies WHERE owner_id = $1 AND tmdb_id = $2 AND deleted_at IS NULL ORDER BY id LIMIT 1";
const LIST_BY_TITLE: &str = sql!(
    "SELECT ",
    Candidate::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND (title_sort = $2 OR entered_sort = $2) AND deleted_at IS NULL ORDER BY id"
);
/// The film of an owner that these fields mean: the one with the same ids elsewhere, or else with the same title and
/// year. A missing year fits the only film of that title.
fn find_same_movie(tx: &mut Tx, owner: UserId, fields: &MovieFields) -> Result<Option<MovieId>, Error> {
    // So that the same film, logged twice at once, is not added twice.
    lock_owner(tx, owner)?;
    if let Some(imdb_id) = &fields.imdb_id
        && let Some(id) = tx.query_opt(FIND_BY_IMDB_ID, &[&owner, imdb_id])?
    {
        return Ok(Some(id));
    }
    if let Some(tmdb_id) = &fields.tmdb_id
        && let Some(id) = tx.query_opt(FIND_BY_TMDB_ID, &[&owner, tmdb_id])?
    {
        return Ok(Some(id));
    }
    let candidates: Vec<Candidate> = tx.query(LIST_BY_TITLE, &[&owner, &title_sort(&fields.title)])?;
    Ok(choose(candidates, fields))
}

fn choose(mut candidates: Vec<Candidate>, fields: &MovieFields) -> Option<MovieId> {
    let title = fold(&fields.title);
    let agree = |known: bool, other: bool, same: bool| !(known && other) || same;
    candidates.retain(|it| {
        let is_titled = |it: &str| fold(it) == title;
        (is_titled(&it.title) || it.entered_title.as_deref().is_some_and(is_titled))
            && agree(it.imdb_id.is_some(), fields.imdb_id.is_some(), it.imdb_id == fields.imdb_id)
            && agree(it.tmdb_id.is_some(), fields.tmdb_id.is_some(), it.tmdb_id == fields.tmdb_id)
    });
    if let Some(same) = candidates.iter().find(|it| it.year == fields.year) {
        return Some(same.id);
    }
    match candidates.as_slice() {
        [only] if only.year.is_none() || fields.year.is_none() => Some(only.id),
        _ => None,
    }
}
