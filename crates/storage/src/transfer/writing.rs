//! Writing what an import says into the library.

pub use crate::library::many::{AddedMovie, AddedWatch};

use super::known::Known;
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::labels;
use crate::library::many;
use crate::library::movies::update_search_text;
use domain::ids::{MovieId, UserId, WatchId};
use domain::times::Timestamp;
use std::collections::{HashMap, HashSet};

/// The source of watches whose id elsewhere is known: it is part of that id.
pub const SOURCE: &str = "import";

/// Adds films, with their watches.
pub fn add_movies(tx: &mut Tx, owner: UserId, movies: &[AddedMovie], now: Timestamp) -> Result<(), Error> {
    many::insert_movies(tx, owner, movies, now)
}

/// A film that was in the library, as it becomes.
#[derive(Debug, Clone)]
pub struct ChangedMovie {
    /// The film before.
    pub before: Known,
    /// The film afterwards; its version doesn't count.
    pub after: Known,
    /// What it is about, where it had nothing.
    pub overview: Option<String>,
    /// When it was given its rating, if that is new and belongs to none of its watches.
    pub rated_at: Option<Timestamp>,
    /// Watches that are added.
    pub watches: Vec<AddedWatch>,
}

const CHANGE: &str = "UPDATE movies SET version = version + 1, updated_at = $3, original_title = $4,
        year = $5, runtime_minutes = $6, genres = $7, overview = coalesce(overview, $8), notes = $9, rating = $10,
        liked = $11, watchlisted_at = $12, watchlist_priority = $13, tags = $14, imdb_id = $15, tmdb_id = $16,
        directors = $17, actors = $18, services = $19, services_folded = $20
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Changes films, and adds their watches.
pub fn change_movies(tx: &mut Tx, owner: UserId, movies: &[ChangedMovie], now: Timestamp) -> Result<(), Error> {
    for movie in movies {
        write(tx, owner, (&movie.before, &movie.after), movie.overview.as_ref(), now)?;
    }
    let watches = movies.iter().flat_map(|movie| movie.watches.iter().map(|watch| (movie.before.id, watch)));
    let watches: Vec<_> = watches.collect();
    many::insert_watches_of(tx, owner, &watches)?;
    let mut ids: Vec<MovieId> = watches.iter().map(|(id, _)| *id).collect();
    ids.dedup();
    many::sum_up(tx, owner, &ids)?;
    let ratings = movies.iter().filter_map(|it| Some((it.before.id, it.rated_at?, Some(it.after.rating?))));
    many::insert_ratings(tx, owner, &ratings.collect::<Vec<_>>())
}

fn write(
    tx: &mut Tx,
    owner: UserId,
    (before, after): (&Known, &Known),
    overview: Option<&String>,
    now: Timestamp,
) -> Result<(), Error> {
    let params: [&dyn Param; 20] = [
        &owner,
        &after.id,
        &now,
        &after.original_title,
        &after.year,
        &after.runtime_minutes,
        &labels::join(&after.genres),
        &overview.cloned(),
        &after.notes,
        &after.rating,
        &after.liked,
        &after.watchlisted_at,
        &after.watchlist_priority,
        &labels::join(&after.tags),
        &after.imdb_id,
        &after.tmdb_id,
        &labels::join(&after.directors),
        &labels::join(&after.actors),
        &labels::join(&after.services),
        &labels::lines(&after.services),
    ];
    tx.execute(CHANGE, &params)?;
    let other_labels = before.genres != after.genres || before.tags != after.tags;
    if other_labels {
        labels::delete_labels(tx, owner, after.id)?;
        labels::insert_labels(tx, owner, after.id, &after.genres, &after.tags)?;
    }
    let other_people = before.directors != after.directors || before.actors != after.actors;
    if other_labels || other_people || before.original_title != after.original_title {
        let names = [&*after.genres, &after.tags, &after.directors, &after.actors];
        update_search_text(tx, owner, after.id, &after.title, after.original_title.as_deref(), names)?;
    }
    Ok(())
}

const FIND_TAKEN: &str =
    "SELECT external_id FROM watches WHERE owner_id = $1 AND source = $2 AND external_id IN ($ids)";

/// Which of these ids, each at its source, watches of the owner have, also of films in the trash.
pub fn find_taken_ids(
    tx: &mut Tx,
    owner: UserId,
    ids: &[(String, String)],
) -> Result<HashSet<(String, String)>, Error> {
    let mut taken = HashSet::new();
    let mut by_source: HashMap<&str, Vec<String>> = HashMap::new();
    for (source, id) in ids {
        by_source.entry(source).or_default().push(id.clone());
    }
    for (source, ids) in by_source {
        let found: Vec<String> = many::query_ids(tx, FIND_TAKEN, &[&owner, &source], &ids)?;
        taken.extend(found.into_iter().map(|id| (source.to_owned(), id)));
    }
    Ok(taken)
}

const COMMENT: &str = "UPDATE watches SET comment = $3, version = version + 1
    WHERE owner_id = $1 AND id = $2 AND comment IS NULL";

/// Adds a comment to a watch that has none. False when it has one.
pub fn comment_watch(tx: &mut Tx, owner: UserId, id: WatchId, comment: &str) -> Result<bool, Error> {
    Ok(tx.execute(COMMENT, &[&owner, &id, &comment])? == 1)
}

const FORGET_OVERVIEW: &str = "UPDATE movies SET overview = NULL WHERE owner_id = $1 AND id = $2";

/// Gives a film back what it had before an import; its watches are for the caller.
pub(crate) fn reset_movie(
    tx: &mut Tx,
    owner: UserId,
    (before, now_known): (&Known, &Known),
    now: Timestamp,
) -> Result<(), Error> {
    write(tx, owner, (now_known, before), None, now)?;
    if !before.has_overview {
        tx.execute(FORGET_OVERVIEW, &[&owner, &before.id])?;
    }
    Ok(())
}
