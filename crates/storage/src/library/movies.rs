//! Films.

mod by_ids;
mod common;
mod finding;
mod list;
mod search;
mod sorting;

pub use by_ids::{list_movies_by_imdb_ids, list_movies_by_tmdb_ids};
pub(crate) use list::list_movie_ids;
pub use list::{count_movies, list_movies, list_movies_of_version, pick_movie};
pub(crate) use search::{add_entered_titles, delete_search_text, insert_search_text, search_text, update_search_text};
pub(crate) use sorting::{BEFORE_ARTICLE, split_article, title_sort};

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::library::{labels, lookups, ratings, untitled, watches};
use crate::paging::Item;
use crate::schema::{Entity, entity, send_insert, sql, update};
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::images::image_url;
use domain::library::movies::{Movie, MovieFields, MovieSummary};
use domain::library::watches::WatchFields;
use domain::times::Timestamp;
use uuid::Uuid;

/// A film to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewMovie<'a> {
    /// Its id.
    pub id: MovieId,
    /// The id of its first watch, if it was watched.
    pub watch_id: WatchId,
    /// What is known of it.
    pub fields: &'a MovieFields,
    /// The moment it is added.
    pub now: Timestamp,
}

/// Says what a film is read from, and what is read beside that.
macro_rules! movie_entity {
    ($entity:ident { $($more:tt)* }) => {
        entity! {
            $entity in MOVIES {
                id,
                title,
                original_title,
                year,
                runtime_minutes,
                genres => labels::split,
                directors => labels::split,
                actors => labels::split,
                services => labels::split,
                has_notes = "movies.notes IS NOT NULL",
                rating,
                liked,
                watched_on = last_watched_on,
                watch_count,
                on_watchlist = watchlisted_at => is_set,
                tags => labels::split,
                imdb_id,
                tmdb_id,
                poster_url = poster => image_url,
                backdrop_url = backdrop => image_url,
                created_at,
                updated_at,
                deleted_at,
                version,
                $($more)*
            }
        }
    };
}

movie_entity!(Movie { overview, notes });
movie_entity!(MovieSummary {});

fn is_set(moment: Option<Timestamp>) -> bool {
    moment.is_some()
}

impl Item for MovieSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// Adds a film; with a day on which it was watched, also its first watch.
pub fn insert_movie(tx: &mut Tx, owner: UserId, new: NewMovie<'_>) -> Result<(), Error> {
    let NewMovie { id, watch_id, fields, now } = new;
    send_insert!(
        tx,
        MOVIES {
            id: id,
            owner_id: owner,
            version: 1_i64,
            created_at: now,
            updated_at: now,
            watchlisted_at: fields.on_watchlist.then_some(now),
            last_watched_on: fields.watched_on,
            watch_count: i64::from(fields.watched_on.is_some()),
            year: fields.year,
            runtime_minutes: fields.runtime_minutes,
            rating: fields.rating,
            liked: fields.liked,
            tmdb_id: fields.tmdb_id,
            imdb_id: fields.imdb_id,
            title: fields.title,
            original_title: fields.original_title,
            genres: labels::join(&fields.genres),
            directors: labels::join(&fields.directors),
            actors: labels::join(&fields.actors),
            services: labels::join(&fields.services),
            services_folded: labels::lines(&fields.services),
            tags: labels::join(&fields.tags),
            title_sort: title_sort(&fields.title),
            overview: fields.overview,
            notes: fields.notes,
        }
    )?;
    labels::insert_labels(tx, owner, id, &fields.genres, &fields.tags)?;
    insert_search_text(tx, owner, id, &fields.title, fields.original_title.as_deref(), names_of(fields))?;
    if let Some(date) = fields.watched_on {
        let watch = WatchFields { watched_on: Some(date), rating: fields.rating, ..WatchFields::default() };
        watches::insert_first_watch(tx, owner, id, watch_id, &watch, now)?;
    } else if fields.rating.is_some() {
        ratings::insert_rating(tx, owner, id, fields.rating, now)?;
    }
    if fields.imdb_id.is_some() || fields.tmdb_id.is_some() || fields.year.is_some() {
        lookups::insert_lookup(tx, owner, id)?;
    }
    if fields.imdb_id.is_some() || fields.tmdb_id.is_some() {
        untitled::renew_title(tx, owner, id)?;
    }
    add_to_movie_count(tx, owner, 1);
    Ok(())
}

/// The lists of names that a film is found by.
fn names_of(fields: &MovieFields) -> [&[String]; 4] {
    [&fields.genres, &fields.tags, &fields.directors, &fields.actors]
}

const FIND_MOVIE: &str =
    sql!("SELECT ", Movie::COLUMNS, " FROM movies WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL");
// SQLite's transactions write one after the other, and it does not know the clause.
const LOCK_MOVIE_POSTGRES: &str = sql!(FIND_MOVIE, " FOR NO KEY UPDATE");

/// The film of this id, unless it is in the trash.
pub fn find_movie(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Movie>, Error> {
    tx.query_opt(FIND_MOVIE, &[&owner, &id])
}

/// The film of this id, unless it is in the trash; nobody else changes it before this transaction
/// ends.
pub fn find_movie_for_update(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Movie>, Error> {
    let sql = if tx.engine() == Engine::Postgres { LOCK_MOVIE_POSTGRES } else { FIND_MOVIE };
    tx.query_opt(sql, &[&owner, &id])
}

/// Replaces the editable fields of a film that was `before` found in this transaction. False when there is no such film
/// outside the trash. Genres, tags and what is searched are written only when they changed.
///
/// A date in `watched_on` moves the latest watch, or is recorded as the first, by the id `watch_id`, and a new rating is
/// that watch's as well; without a date the watches stay as they are.
///
/// The title that the film was given stays when the one that is shown instead comes back. A film that means another one at
/// IMDb or TMDB by now leaves its collection and is looked up again.
pub fn update_movie(
    tx: &mut Tx,
    owner: UserId,
    before: &Movie,
    fields: &MovieFields,
    watch_id: WatchId,
    now: Timestamp,
) -> Result<bool, Error> {
    let id = before.id;
    let means_other = before.imdb_id != fields.imdb_id || before.tmdb_id != fields.tmdb_id;
    let updated = update!(
        tx,
        MOVIES {
            year: fields.year,
            runtime_minutes: fields.runtime_minutes,
            rating: fields.rating,
            liked: fields.liked,
            tmdb_id: fields.tmdb_id,
            imdb_id: fields.imdb_id,
            title: fields.title,
            original_title: fields.original_title,
            genres: labels::join(&fields.genres),
            directors: labels::join(&fields.directors),
            actors: labels::join(&fields.actors),
            services: labels::join(&fields.services),
            services_folded: labels::lines(&fields.services),
            tags: labels::join(&fields.tags),
            title_sort: title_sort(&fields.title),
            overview: fields.overview,
            notes: fields.notes,
        },
        set "version = version + 1, updated_at = $3,
            watchlisted_at = CASE WHEN $4 THEN coalesce(watchlisted_at, $3) ELSE NULL END,
            watchlist_priority = CASE WHEN $4 THEN watchlist_priority ELSE NULL END,
            tmdb_collection_id = CASE WHEN $5 THEN NULL ELSE tmdb_collection_id END,
            entered_title = CASE WHEN title = $6 THEN entered_title ELSE NULL END,
            entered_sort = CASE WHEN title = $6 THEN entered_sort ELSE NULL END",
        where "owner_id = $1 AND id = $2 AND deleted_at IS NULL",
        [owner, id, now, fields.on_watchlist, means_other, fields.title]
    )?;
    if updated == 0 {
        return Ok(false);
    }
    let has_other_labels = before.genres != fields.genres || before.tags != fields.tags;
    if has_other_labels {
        labels::delete_labels(tx, owner, id)?;
        labels::insert_labels(tx, owner, id, &fields.genres, &fields.tags)?;
    }
    let has_other_titles = before.title != fields.title || before.original_title != fields.original_title;
    let has_other_people = before.directors != fields.directors || before.actors != fields.actors;
    if has_other_labels || has_other_titles || has_other_people {
        let (title, original_title) = (&fields.title, fields.original_title.as_deref());
        update_search_text(tx, owner, id, title, original_title, names_of(fields))?;
    }
    if means_other || before.title != fields.title {
        untitled::renew_titles(tx, owner, &[id], watch_id.0)?;
    }
    if means_other && (fields.imdb_id.is_some() || fields.tmdb_id.is_some()) {
        lookups::renew_lookups(tx, owner, &[id], watch_id.0)?;
    }
    let new_rating = fields.rating != before.rating;
    if let Some(date) = fields.watched_on {
        let rating = fields.rating.filter(|_| new_rating);
        watches::move_latest_watch(tx, owner, id, watch_id, (date, rating), now)?;
    } else if new_rating {
        ratings::insert_rating(tx, owner, id, fields.rating, now)?;
    }
    Ok(true)
}

const UPDATE_TAGS: &str = "UPDATE movies SET version = version + 1, updated_at = $3, tags = $4
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Gives a film, which was found in this transaction, other tags.
pub(crate) fn update_tags(
    tx: &mut Tx,
    owner: UserId,
    movie: &Movie,
    tags: &[String],
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(UPDATE_TAGS, &[&owner, &movie.id, &now, &labels::join(tags)])?;
    labels::delete_labels(tx, owner, movie.id)?;
    labels::insert_labels(tx, owner, movie.id, &movie.genres, tags)?;
    let original_title = movie.original_title.as_deref();
    let names = [&*movie.genres, tags, &movie.directors, &movie.actors];
    update_search_text(tx, owner, movie.id, &movie.title, original_title, names)
}

const ADD_TO_MOVIE_COUNT: &str = "UPDATE users SET movie_count = movie_count + $2 WHERE id = $1";

/// Keeps the number of an owner's films, which is the total of their list: at the end, because others who change films
/// of the owner wait from there on.
pub(crate) fn add_to_movie_count(tx: &mut Tx, owner: UserId, change: i64) {
    tx.defer(move |tx| tx.send(ADD_TO_MOVIE_COUNT, &[&owner, &change]));
}
