//! Many films that are added at once, each with its watches.

use super::OWNED;
use super::labels::{INSERT_GENRES, INSERT_TAGS, forget_names, insert_names, insert_texts};
use super::portions::{Places, for_ids, for_rows};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::labels::{join, lines};
use crate::library::lookups::insert_lookups;
use crate::library::movies::{add_to_movie_count, search_text, title_sort};
use crate::library::untitled::renew_titles;
use crate::schema::sql;
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::movies::MovieFields;
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::library::watches::WatchFields;
use domain::times::Timestamp;

/// A film to be added. `watched_on` and `on_watchlist` of its fields don't count; what stands beside them does.
#[derive(Debug, Clone)]
pub struct AddedMovie {
    /// Its id.
    pub id: MovieId,
    /// What is known of it.
    pub fields: MovieFields,
    /// When it was added.
    pub created_at: Timestamp,
    /// Since when it is on the watchlist.
    pub watchlisted_at: Option<Timestamp>,
    /// Its place on the watchlist.
    pub watchlist_priority: Option<i64>,
    /// The ratings that it was given and that belong to none of its watches, each at another moment.
    pub ratings: Vec<(Timestamp, Option<Rating>)>,
    /// Its watches.
    pub watches: Vec<AddedWatch>,
}

/// A watch to be added.
#[derive(Debug, Clone)]
pub struct AddedWatch {
    /// Its id.
    pub id: WatchId,
    /// What is known of it.
    pub fields: WatchFields,
    /// Whether its `rewatch` stays, whatever the dates say.
    pub rewatch_stays: bool,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Its id where it comes from.
    pub external_id: Option<String>,
    /// Where it was recorded, if not here.
    pub source: Option<String>,
}

const INSERT: &str = "INSERT INTO movies (id, owner_id, version, created_at, updated_at, watchlisted_at,
    watchlist_priority, last_watched_on, watch_count, liked, year, runtime_minutes, rating, tmdb_id, imdb_id, title, original_title, genres,
    tags, directors, actors, services, services_folded, title_sort, overview, notes) VALUES $rows";
const PLACES: Places = Places::same("(#, $1, 1, #, $2, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #)");

/// What is written of a film besides what it says itself.
struct Derived {
    last_watched_on: Option<WatchDate>,
    watch_count: i64,
    genres: String,
    tags: String,
    directors: String,
    actors: String,
    services: String,
    services_folded: String,
    title_sort: String,
    search_text: String,
}

impl From<&AddedMovie> for Derived {
    fn from(AddedMovie { fields: it, watches, .. }: &AddedMovie) -> Self {
        let names = [&*it.genres, &it.tags, &it.directors, &it.actors];
        Self {
            last_watched_on: watches.iter().filter_map(|watch| watch.fields.watched_on).max(),
            watch_count: i64::try_from(watches.len()).unwrap_or(i64::MAX),
            genres: join(&it.genres),
            tags: join(&it.tags),
            directors: join(&it.directors),
            actors: join(&it.actors),
            services: join(&it.services),
            services_folded: lines(&it.services),
            title_sort: title_sort(&it.title),
            search_text: search_text(&it.title, it.original_title.as_deref(), names),
        }
    }
}

/// Adds films with their watches.
pub(crate) fn insert_movies(tx: &mut Tx, owner: UserId, movies: &[AddedMovie], now: Timestamp) -> Result<(), Error> {
    let derived: Vec<Derived> = movies.iter().map(Derived::from).collect();
    let rows: Vec<[&dyn Param; 23]> = movies
        .iter()
        .zip(&derived)
        .map(|(AddedMovie { id, fields: it, created_at, watchlisted_at, watchlist_priority, .. }, derived)| {
            [
                id as &dyn Param,
                created_at,
                watchlisted_at,
                watchlist_priority,
                &derived.last_watched_on,
                &derived.watch_count,
                &it.liked,
                &it.year,
                &it.runtime_minutes,
                &it.rating,
                &it.tmdb_id,
                &it.imdb_id,
                &it.title,
                &it.original_title,
                &derived.genres,
                &derived.tags,
                &derived.directors,
                &derived.actors,
                &derived.services,
                &derived.services_folded,
                &derived.title_sort,
                &it.overview,
                &it.notes,
            ]
        })
        .collect();
    for_rows(tx, INSERT, &[&owner, &now], PLACES, &rows)?;
    let texts = movies.iter().zip(&derived).map(|(movie, it)| (movie.id, &it.search_text, &it.title_sort));
    insert_texts(tx, owner, texts)?;
    insert_names(tx, INSERT_GENRES, owner, movies.iter().map(|it| (it.id, it.fields.genres.as_slice())))?;
    insert_names(tx, INSERT_TAGS, owner, movies.iter().map(|it| (it.id, it.fields.tags.as_slice())))?;
    let watches = movies.iter().flat_map(|movie| movie.watches.iter().map(|watch| (movie.id, watch)));
    insert_watches_of(tx, owner, &watches.collect::<Vec<_>>())?;
    let ratings = movies.iter().flat_map(|movie| movie.ratings.iter().map(|(at, rating)| (movie.id, *at, *rating)));
    insert_ratings(tx, owner, &ratings.collect::<Vec<_>>())?;
    insert_lookups(tx, owner, &movies.iter().map(|it| it.id).collect::<Vec<_>>())?;
    let has_id = |it: &&AddedMovie| it.fields.imdb_id.is_some() || it.fields.tmdb_id.is_some();
    let known: Vec<MovieId> = movies.iter().filter(has_id).map(|it| it.id).collect();
    if let Some(first) = known.first() {
        renew_titles(tx, owner, &known, first.0)?;
    }
    add_to_movie_count(tx, owner, i64::try_from(movies.len()).unwrap_or(0));
    Ok(())
}

const INSERT_RATINGS: &str = "INSERT INTO ratings (movie_id, owner_id, rated_at, rating) VALUES $rows
    ON CONFLICT (movie_id, rated_at) DO UPDATE SET rating = excluded.rating";

/// Notes ratings that films were given, and when.
pub(crate) fn insert_ratings(
    tx: &mut Tx,
    owner: UserId,
    ratings: &[(MovieId, Timestamp, Option<Rating>)],
) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 3]> =
        ratings.iter().map(|(id, moment, rating)| [id as &dyn Param, moment, rating]).collect();
    for_rows(tx, INSERT_RATINGS, &[&owner], Places::same("(#, $1, #, #)"), &rows)
}

const INSERT_WATCHES: &str = "INSERT INTO watches (id, owner_id, movie_id, created_at, watched_on, rating, liked,
    rewatch, rewatch_corrected, source, external_id, place, companions, comment) VALUES $rows";
const WATCH_PLACES: Places = Places::same("(#, $1, #, #, #, #, #, #, #, #, #, #, #, #)");

/// Records watches of films; those of one film stand together. What follows from them is for
/// the caller: which are rewatches, too, if the film has others.
pub(crate) fn insert_watches_of(tx: &mut Tx, owner: UserId, watches: &[(MovieId, &AddedWatch)]) -> Result<(), Error> {
    let derived: Vec<(bool, bool, String)> = (0..watches.len())
        .map(|index| {
            let (movie, watch) = watches[index];
            let order = |it: &AddedWatch| (it.fields.watched_on, it.id);
            // Of those of the same film, which are few.
            let before = watches[..index].iter().rev().take_while(|it| it.0 == movie);
            let mut others = before.chain(watches[index + 1..].iter().take_while(|it| it.0 == movie));
            let is_rewatch = others.any(|(_, other)| order(other) < order(watch));
            let said = watch.fields.rewatch.unwrap_or(is_rewatch);
            (said, said != is_rewatch || watch.rewatch_stays, join(&watch.fields.companions))
        })
        .collect();
    let rows: Vec<[&dyn Param; 13]> = watches
        .iter()
        .zip(&derived)
        .map(|((movie, watch), (rewatch, corrected, companions))| {
            let it = &watch.fields;
            [
                &watch.id as &dyn Param,
                movie,
                &watch.created_at,
                &it.watched_on,
                &it.rating,
                &it.liked,
                rewatch,
                corrected,
                &watch.source,
                &watch.external_id,
                &it.place,
                companions,
                &it.comment,
            ]
        })
        .collect();
    for_rows(tx, INSERT_WATCHES, &[&owner], WATCH_PLACES, &rows)
}

const ERASE: &str = sql!("DELETE FROM movies WHERE ", OWNED, " AND deleted_at IS NULL AND id IN ($ids)");

/// Erases films outside the trash for ever, with all they had.
pub(crate) fn erase_movies(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<(), Error> {
    forget_names(tx, owner, ids)?;
    let erased = for_ids(tx, ERASE, &[&owner], ids)?;
    add_to_movie_count(tx, owner, -i64::try_from(erased).unwrap_or(0));
    Ok(())
}
