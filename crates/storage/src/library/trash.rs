//! The trash: deleted films, until they are restored or erased.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::movies::{add_to_movie_count, delete_search_text, update_search_text};
use crate::library::{images, labels};
use crate::paging::PORTION;
use crate::paging::{KeyKind, Listing, Order};
use crate::schema::{Entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::movies::{Movie, MovieSummary};
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;

const DELETE_MOVIE: &str = "
    UPDATE movies SET deleted_at = $3, updated_at = $3, version = version + 1
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Puts a film into the trash. False when there is no such film outside it.
pub fn delete_movie(tx: &mut Tx, owner: UserId, id: MovieId, now: Timestamp) -> Result<bool, Error> {
    if tx.execute(DELETE_MOVIE, &[&owner, &id, &now])? == 0 {
        return Ok(false);
    }
    labels::delete_labels(tx, owner, id)?;
    delete_search_text(tx, owner, id)?;
    add_to_movie_count(tx, owner, -1);
    Ok(true)
}

const FROM: &str = "FROM movies WHERE movies.owner_id = $1 AND movies.deleted_at IS NOT NULL";

/// The films in an owner’s trash, the last deleted first.
pub fn list_trash(tx: &mut Tx, owner: UserId, page: &PageQuery) -> Result<Page<MovieSummary>, Error> {
    let order = Order { key: "movies.deleted_at", kind: KeyKind::Moment, floor: None, descending: true };
    let listing =
        Listing { name: "trash", total: None, from: FROM, id: "movies.id", order, params: &[&owner], joined: None };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {FROM}"), &[&owner]))
}

const FIND_BINNED_MOVIE: &str = sql!("SELECT ", Movie::COLUMNS, " ", FROM, " AND movies.id = $2");

/// The film of this id, if it is in the trash.
pub fn find_trashed_movie(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Movie>, Error> {
    tx.query_opt(FIND_BINNED_MOVIE, &[&owner, &id])
}

const RESTORE_MOVIE: &str = sql!(
    "UPDATE movies SET deleted_at = NULL, updated_at = $3, version = version + 1
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NOT NULL RETURNING ",
    Movie::COLUMNS
);

/// Takes a film out of the trash again, with all it had. False when it is not there.
pub fn restore_movie(tx: &mut Tx, owner: UserId, id: MovieId, now: Timestamp) -> Result<bool, Error> {
    let restored: Option<Movie> = tx.query_opt(RESTORE_MOVIE, &[&owner, &id, &now])?;
    let Some(it) = restored else { return Ok(false) };
    labels::insert_labels(tx, owner, id, &it.genres, &it.tags)?;
    let names = [&*it.genres, &it.tags, &it.directors, &it.actors];
    update_search_text(tx, owner, id, &it.title, it.original_title.as_deref(), names)?;
    add_to_movie_count(tx, owner, 1);
    Ok(true)
}

const ERASE_MOVIE: &str = "DELETE FROM movies WHERE owner_id = $1 AND id = $2 AND deleted_at IS NOT NULL";

/// Erases a film in the trash for ever, with its watches; its pictures follow a day later. False when it is not there.
pub fn erase_movie(tx: &mut Tx, owner: UserId, id: MovieId, now: Timestamp) -> Result<bool, Error> {
    images::release_images(tx, owner, id, now)?;
    Ok(tx.execute(ERASE_MOVIE, &[&owner, &id])? == 1)
}

const ERASE_EXPIRED_MOVIES: &str = "DELETE FROM movies
    WHERE id IN (SELECT id FROM movies WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT $2) AND deleted_at < $1";

/// Erases the films of all owners that were deleted before; gives how many there were, [`PORTION`] at the most.
pub fn erase_expired_movies(tx: &mut Tx, deleted_before: Timestamp) -> Result<u64, Error> {
    images::release_expired_images(tx, deleted_before)?;
    tx.execute(ERASE_EXPIRED_MOVIES, &[&deleted_before, &PORTION])
}
