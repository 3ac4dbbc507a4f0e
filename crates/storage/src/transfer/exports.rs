//! What an account keeps, in portions: each film with all that belongs to it. The trash is left out.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::split;
use crate::library::many::{OWNED, query_ids};
use crate::schema::{Entity, entity, sql};
use domain::ids::{ListId, MovieId, UserId};
use domain::times::Timestamp;
use domain::transfer::exports::{ExportedList, ExportedListItem, ExportedMovie, ExportedRating, ExportedWatch};
use std::collections::HashMap;
use uuid::Uuid;

/// The films that are read at a time.
pub const MOVIES_AT_A_TIME: i64 = 256;
/// The lists that are read at a time: their descriptions can be long.
pub const LISTS_AT_A_TIME: i64 = 50;
/// The films of a list that are read at a time.
pub const ITEMS_AT_A_TIME: i64 = 1000;

/// The place of a film among those that are exported: when it was added, and which it is.
pub type MoviePlace = (Timestamp, MovieId);

/// The place before all films.
pub fn before_all_movies() -> MoviePlace {
    (Timestamp::from_millis(i64::MIN), MovieId(Uuid::nil()))
}

entity! {
    ExportedMovie in MOVIES {
        id,
        title = "(coalesce(movies.entered_title, movies.title))",
        original_title,
        year,
        runtime_minutes,
        genres => split,
        directors => split,
        actors => split,
        services => split,
        overview,
        notes,
        rating,
        ratings = watch_count => none,
        liked,
        watchlisted_at,
        watchlist_order = watchlist_priority,
        tags => split,
        imdb_id,
        tmdb_id,
        added_at = created_at,
        poster,
        backdrop,
        watches = watch_count => none,
    }
}

/// What other statements fill in.
fn none<T>(_: i64) -> Vec<T> {
    Vec::new()
}

const LIST_MOVIES: &str = sql!(
    "SELECT ",
    ExportedMovie::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND (created_at, id) > ($2, $3)
    ORDER BY created_at, id LIMIT $4"
);

struct WatchOf {
    movie: MovieId,
    watch: ExportedWatch,
}

entity! {
    WatchOf in WATCHES { movie = movie_id, watch: ExportedWatch }
}

entity! {
    ExportedWatch in WATCHES {
        watched_on,
        rating,
        liked,
        rewatch = "(CASE WHEN watches.rewatch_corrected THEN watches.rewatch END)",
        comment,
        place,
        companions => split,
        source,
        external_id,
        added_at = created_at,
    }
}

const LIST_WATCHES: &str =
    sql!("SELECT ", WatchOf::COLUMNS, " FROM watches WHERE ", OWNED, " AND movie_id IN ($ids) ORDER BY id");

struct RatingOf {
    movie: MovieId,
    rating: ExportedRating,
}

entity! {
    RatingOf in RATINGS { movie = movie_id, rating: ExportedRating }
}

entity! {
    ExportedRating in RATINGS { rated_at, rating }
}

const LIST_RATINGS: &str =
    sql!("SELECT ", RatingOf::COLUMNS, " FROM ratings WHERE ", OWNED, " AND movie_id IN ($ids) ORDER BY rated_at");

/// The next films behind a place, in the order in which they were added, each with its watches and ratings. Their
/// pictures are named as they are stored.
pub fn list_exported_movies(tx: &mut Tx, owner: UserId, after: MoviePlace) -> Result<Vec<ExportedMovie>, Error> {
    let mut movies: Vec<ExportedMovie> = tx.query(LIST_MOVIES, &[&owner, &after.0, &after.1, &MOVIES_AT_A_TIME])?;
    let ids: Vec<MovieId> = movies.iter().filter_map(|movie| movie.id).collect();
    let places: HashMap<MovieId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    for WatchOf { movie, watch } in query_ids(tx, LIST_WATCHES, &[&owner], &ids)? {
        places.get(&movie).into_iter().for_each(|at| movies[*at].watches.push(watch.clone()));
    }
    for RatingOf { movie, rating } in query_ids(tx, LIST_RATINGS, &[&owner], &ids)? {
        places.get(&movie).into_iter().for_each(|at| movies[*at].ratings.push(rating));
    }
    Ok(movies)
}

entity! {
    ExportedList in LISTS { id, name, description, ranked, visibility, tags => split, created_at }
}

const LIST_LISTS: &str = sql!(
    "SELECT ",
    ExportedList::COLUMNS,
    " FROM lists WHERE owner_id = $1 AND deleted_at IS NULL AND id > $2 ORDER BY id LIMIT $3"
);

/// The next lists behind one; the first ones behind none.
pub fn list_exported_lists(tx: &mut Tx, owner: UserId, after: Option<ListId>) -> Result<Vec<ExportedList>, Error> {
    let after = after.unwrap_or(ListId(Uuid::nil()));
    tx.query(LIST_LISTS, &[&owner, &after, &LISTS_AT_A_TIME])
}

/// A film on a list, with the number that its place is kept as.
struct Placed {
    position: i64,
    item: ExportedListItem,
}

entity! {
    Placed in LIST_ITEMS { position, item: ExportedListItem }
}

entity! {
    ExportedListItem in LIST_ITEMS {
        list = list_id,
        movie = movie_id,
        title = "(coalesce(movies.entered_title, movies.title))",
        year = "movies.year",
        imdb_id = "movies.imdb_id",
        tmdb_id = "movies.tmdb_id",
        note,
        added_at,
    }
}

const LIST_ITEMS: &str = sql!(
    "SELECT ",
    Placed::COLUMNS,
    " FROM list_items JOIN movies ON movies.id = list_items.movie_id
    WHERE list_items.owner_id = $1 AND list_items.list_id = $2 AND movies.deleted_at IS NULL
        AND (list_items.position, list_items.movie_id) > ($3, $4)
    ORDER BY list_items.position, list_items.movie_id LIMIT $5"
);

/// The place of a film on a list: the number that it is kept as, and which film it is.
pub type ItemPlace = (i64, MovieId);

/// The place before all films of a list.
pub fn before_all_items() -> ItemPlace {
    (i64::MIN, MovieId(Uuid::nil()))
}

/// The next films of a list behind a place, and the place of the last.
pub fn list_exported_items(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    after: ItemPlace,
) -> Result<(Vec<ExportedListItem>, ItemPlace), Error> {
    let rows: Vec<Placed> = tx.query(LIST_ITEMS, &[&owner, &list, &after.0, &after.1, &ITEMS_AT_A_TIME])?;
    let place = rows.last().and_then(|row| Some((row.position, row.item.movie?))).unwrap_or(after);
    Ok((rows.into_iter().map(|row| row.item).collect(), place))
}

/// A film that has pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictured {
    /// The film.
    pub id: MovieId,
    /// When it was added.
    pub created_at: Timestamp,
    /// The name of its poster.
    pub poster: Option<String>,
    /// The name of its backdrop.
    pub backdrop: Option<String>,
}

entity! {
    Pictured in MOVIES { id, created_at, poster, backdrop }
}

const FIND_PICTURED: &str = sql!(
    "SELECT ",
    Pictured::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND (created_at, id) > ($2, $3)
        AND (poster IS NOT NULL OR backdrop IS NOT NULL)
    ORDER BY created_at, id LIMIT 1"
);

/// The next film behind a place that has pictures.
pub fn find_pictured(tx: &mut Tx, owner: UserId, after: MoviePlace) -> Result<Option<Pictured>, Error> {
    tx.query_opt(FIND_PICTURED, &[&owner, &after.0, &after.1])
}
