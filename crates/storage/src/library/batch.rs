//! Changing many films at once: one transaction, which is taken back as a whole.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::list_items::insert_items;
use crate::library::lists::find_list_for_update;
use crate::library::many::{self, Chosen, OWNED, for_ids, query_ids};
use crate::library::movies::list_movie_ids;
use crate::library::ratings::SECOND_THOUGHTS;
use crate::library::undo::batch::{Before, Done, Given, MovieBefore};
use crate::library::undo::{Step, insert_undo};
use crate::schema::sql;
use domain::ids::{ListId, MovieId, UndoId, UserId, WatchId};
use domain::library::batch::{Batch, BatchChange, BatchOutcome, MAX_BATCH, Selection};
use domain::library::list_items::NewListItems;
use domain::library::movies::MAX_TAGS;
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::WatchFields;
use domain::text::fold;
use domain::times::Timestamp;

/// A change to be made.
pub struct NewBatch<'a> {
    /// The films and the change.
    pub batch: &'a Batch,
    /// What takes it back.
    pub undo: UndoId,
    /// Gives the id of a watch, another one at each call.
    pub watch_id: &'a dyn Fn() -> WatchId,
    /// The moment it is made.
    pub now: Timestamp,
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotChanged {
    /// The query finds so many films, more than [`MAX_BATCH`].
    TooManyMovies(u64),
    /// So many films would have more than [`MAX_TAGS`] tags.
    TooManyTags(usize),
    /// There is no such list of the owner.
    NoSuchList,
    /// The list would have more films than a list can hold.
    FullList,
}

/// Changes films. One that is that way already stays as it is, and keeps its version.
pub fn change_movies(
    tx: &mut Tx,
    owner: UserId,
    new: &NewBatch<'_>,
) -> Result<Result<BatchOutcome, NotChanged>, Error> {
    let ids = match &new.batch.movies {
        Selection::Ids(ids) => ids.clone(),
        Selection::Query(query) => {
            let (mut ids, count) = list_movie_ids(tx, owner, query, MAX_BATCH)?;
            if ids.len() > MAX_BATCH {
                return Ok(Err(NotChanged::TooManyMovies(count)));
            }
            ids.sort_unstable();
            ids
        }
    };
    if let BatchChange::List(list) = new.batch.change {
        return add_to_list(tx, owner, list, &ids, new);
    }
    let found = many::find_for_update(tx, owner, &ids)?;
    let (changed, done) = match &new.batch.change {
        BatchChange::Rate(rating) => rate(tx, owner, &found, *rating, new.now)?,
        BatchChange::Like(liked) => {
            let changed = only(&found, |movie| movie.liked != *liked);
            for_ids(tx, LIKE, &[&owner, &new.now, liked], &ids_of(&changed))?;
            (changed, Done::Flagged)
        }
        BatchChange::Watchlist(wanted) => {
            let changed = only(&found, |movie| movie.watchlisted_at.is_some() != *wanted);
            for_ids(tx, WATCHLIST, &[&owner, &new.now, &wanted.then_some(new.now)], &ids_of(&changed))?;
            (changed, Done::Flagged)
        }
        BatchChange::Tags { add, remove } => match tag(tx, owner, &found, (add, remove), new.now)? {
            Ok(done) => done,
            Err(count) => return Ok(Err(NotChanged::TooManyTags(count))),
        },
        BatchChange::Log(fields) => log(tx, owner, &found, fields, new)?,
        BatchChange::MoveDate(date) => move_date(tx, owner, &found, *date, new.now)?,
        BatchChange::List(_) | BatchChange::Delete => {
            let changed: Vec<&Chosen> = found.iter().collect();
            many::delete_movies(tx, owner, &ids_of(&changed), new.now)?;
            (changed, Done::Deleted)
        }
    };
    let count = |films: usize| films as u64;
    let outcome = BatchOutcome {
        changed: count(changed.len()),
        unchanged: count(found.len() - changed.len()),
        not_found: count(ids.len() - found.len()),
        undo: (!changed.is_empty()).then_some(new.undo),
    };
    if !changed.is_empty() {
        let movies = changed.into_iter().map(MovieBefore::from).collect();
        insert_undo(tx, owner, new.undo, &[Step::ResetMovies(Box::new(Before { movies, change: done }))], new.now)?;
    }
    Ok(Ok(outcome))
}

/// The list changes, and the films don't; what takes it back is therefore not [`Step::ResetMovies`].
fn add_to_list(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    ids: &[MovieId],
    new: &NewBatch<'_>,
) -> Result<Result<BatchOutcome, NotChanged>, Error> {
    if find_list_for_update(tx, owner, list)?.is_none() {
        return Ok(Err(NotChanged::NoSuchList));
    }
    let found: Vec<MovieId> = many::find_for_update(tx, owner, ids)?.into_iter().map(|movie| movie.id).collect();
    let (count, not_found) = (found.len(), ids.len() - found.len());
    let items = NewListItems { movie_ids: found, note: None };
    let Ok(movies) = insert_items(tx, owner, list, &items, new.now)? else { return Ok(Err(NotChanged::FullList)) };
    let added = movies.len();
    if added > 0 {
        insert_undo(tx, owner, new.undo, &[Step::DeleteListItems { list, movies }], new.now)?;
    }
    Ok(Ok(BatchOutcome {
        changed: added as u64,
        unchanged: (count - added) as u64,
        not_found: not_found as u64,
        undo: (added > 0).then_some(new.undo),
    }))
}

/// The films that were changed, and what was done to them.
type Changed<'a> = (Vec<&'a Chosen>, Done);

fn only(movies: &[Chosen], condition: impl Fn(&Chosen) -> bool) -> Vec<&Chosen> {
    movies.iter().filter(|movie| condition(movie)).collect()
}

fn ids_of(movies: &[&Chosen]) -> Vec<MovieId> {
    movies.iter().map(|movie| movie.id).collect()
}

const LIKE: &str = sql!(
    "
    UPDATE movies SET version = version + 1, updated_at = $2, liked = $3 WHERE ",
    OWNED,
    " AND id IN ($ids)"
);
const WATCHLIST: &str = sql!(
    "
    UPDATE movies SET version = version + 1, updated_at = $2, watchlisted_at = $3, watchlist_priority = NULL
    WHERE ",
    OWNED,
    " AND id IN ($ids)"
);
const RATE: &str = sql!(
    "
    UPDATE movies SET version = version + 1, updated_at = $2, rating = $3 WHERE ",
    OWNED,
    " AND id IN ($ids)"
);

const LIST_LATEST_RATINGS: &str = sql!(
    "
    SELECT movie_id, rated_at, rating FROM ratings WHERE ",
    OWNED,
    " AND rated_at > $2 AND movie_id IN ($ids)"
);
const FORGET_LATEST_RATINGS: &str =
    sql!("DELETE FROM ratings WHERE ", OWNED, " AND rated_at > $2 AND movie_id IN ($ids)");
const INSERT_RATINGS: &str = sql!(
    "
    INSERT INTO ratings (movie_id, owner_id, rated_at, rating)
    SELECT id, owner_id, updated_at, rating FROM movies WHERE ",
    OWNED,
    " AND id IN ($ids)"
);

fn rate<'a>(
    tx: &mut Tx,
    owner: UserId,
    movies: &'a [Chosen],
    rating: Option<Rating>,
    now: Timestamp,
) -> Result<Changed<'a>, Error> {
    let changed = only(movies, |movie| movie.rating != rating);
    let ids = ids_of(&changed);
    for_ids(tx, RATE, &[&owner, &now, &rating], &ids)?;
    let recently = now.plus_seconds(-SECOND_THOUGHTS);
    let forgotten: Vec<Given> = query_ids(tx, LIST_LATEST_RATINGS, &[&owner, &recently], &ids)?;
    for_ids(tx, FORGET_LATEST_RATINGS, &[&owner, &recently], &ids)?;
    for_ids(tx, INSERT_RATINGS, &[&owner], &ids)?;
    Ok((changed, Done::Rated(now, forgotten)))
}

/// Or how many films would have too many tags.
fn tag<'a>(
    tx: &mut Tx,
    owner: UserId,
    movies: &'a [Chosen],
    (add, remove): (&[String], &[String]),
    now: Timestamp,
) -> Result<Result<Changed<'a>, usize>, Error> {
    let add: Vec<(&String, String)> = add.iter().map(|tag| (tag, fold(tag))).collect();
    let remove: Vec<String> = remove.iter().map(|tag| fold(tag)).collect();
    let after = |movie: &Chosen| {
        let mut tags: Vec<(String, String)> = movie.tags.iter().map(|tag| (tag.clone(), fold(tag))).collect();
        tags.retain(|(_, folded)| !remove.contains(folded));
        for (tag, folded) in &add {
            if !tags.iter().any(|(_, there)| there == folded) {
                tags.push(((*tag).clone(), folded.clone()));
            }
        }
        tags.into_iter().map(|(tag, _)| tag).collect::<Vec<_>>()
    };
    let tagged: Vec<(&Chosen, Vec<String>)> =
        movies.iter().map(|movie| (movie, after(movie))).filter(|(movie, tags)| movie.tags != *tags).collect();
    let full = tagged.iter().filter(|(_, tags)| tags.len() > MAX_TAGS).count();
    if full > 0 {
        return Ok(Err(full));
    }
    many::update_tags(tx, owner, &tagged, now)?;
    let changed: Vec<&Chosen> = tagged.into_iter().map(|(movie, _)| movie).collect();
    let before = changed.iter().map(|movie| movie.tags.clone()).collect();
    Ok(Ok((changed, Done::Tagged(before))))
}

// A film that was watched is no longer wanted.
const TOUCH_WATCHED: &str = sql!(
    "
    UPDATE movies SET
        version = version + 1, updated_at = $2, watchlisted_at = NULL, watchlist_priority = NULL,
        rating = coalesce($3, rating), liked = (liked OR $4)
    WHERE ",
    OWNED,
    " AND id IN ($ids)"
);

fn log<'a>(
    tx: &mut Tx,
    owner: UserId,
    movies: &'a [Chosen],
    fields: &WatchFields,
    new: &NewBatch<'_>,
) -> Result<Changed<'a>, Error> {
    let changed: Vec<&Chosen> = movies.iter().collect();
    let ids = ids_of(&changed);
    let watches: Vec<(WatchId, MovieId)> = ids.iter().map(|id| ((new.watch_id)(), *id)).collect();
    for_ids(tx, TOUCH_WATCHED, &[&owner, &new.now, &fields.rating, &fields.liked], &ids)?;
    many::insert_watches(tx, owner, &watches, fields, new.now)?;
    many::sum_up(tx, owner, &ids)?;
    Ok((changed, Done::Logged(watches.into_iter().map(|(id, _)| id).collect())))
}

const TOUCH: &str = sql!("UPDATE movies SET version = version + 1, updated_at = $2 WHERE ", OWNED, " AND id IN ($ids)");

fn move_date<'a>(
    tx: &mut Tx,
    owner: UserId,
    movies: &'a [Chosen],
    date: Option<WatchDate>,
    now: Timestamp,
) -> Result<Changed<'a>, Error> {
    let all: Vec<&Chosen> = movies.iter().collect();
    let mut latest = many::find_latest_watches(tx, owner, &ids_of(&all))?;
    latest.retain(|(_, _, before)| *before != date);
    latest.sort_unstable_by_key(|(movie, ..)| *movie);
    let changed: Vec<&Chosen> =
        all.into_iter().filter(|movie| latest.binary_search_by_key(&movie.id, |(id, ..)| *id).is_ok()).collect();
    let ids = ids_of(&changed);
    for_ids(tx, TOUCH, &[&owner, &now], &ids)?;
    let moved: Vec<_> = latest.iter().map(|(_, watch, _)| (*watch, date)).collect();
    many::move_watches(tx, owner, &moved)?;
    many::sum_up(tx, owner, &ids)?;
    Ok((changed, Done::Moved(latest.into_iter().map(|(_, watch, before)| (watch, before)).collect())))
}
