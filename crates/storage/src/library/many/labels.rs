//! The tags of many films, and films on their way to the trash and back: what is kept of their names goes with them.

use super::portions::{Places, for_ids, for_rows};
use super::{Chosen, OWNED};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::labels::join;
use crate::library::movies::{add_entered_titles, add_to_movie_count, search_text, title_sort};
use crate::schema::sql;
use domain::ids::{MovieId, UserId};
use domain::text::fold;
use domain::times::Timestamp;

const UPDATE_TAGS: &str = sql!(
    "
    UPDATE movies SET version = version + 1, updated_at = $2, tags = v.column2
    FROM (VALUES $rows) AS v WHERE ",
    OWNED,
    " AND movies.id = v.column1 AND movies.deleted_at IS NULL"
);

const TAGS_PLACES: Places = Places {
    sqlite: "(#, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS text))",
};

const DELETE_GENRES: &str = sql!("DELETE FROM movie_genres WHERE ", OWNED, " AND movie_id IN ($ids)");
const DELETE_TAGS: &str = sql!("DELETE FROM movie_tags WHERE ", OWNED, " AND movie_id IN ($ids)");
// The key begins with the owner.
const DELETE_SEARCH_TEXTS: &str = "DELETE FROM movie_search WHERE owner_id = $1 AND movie_id IN ($ids)";

/// Gives films, which are locked, the tags that stand beside them.
pub(crate) fn update_tags(
    tx: &mut Tx,
    owner: UserId,
    movies: &[(&Chosen, Vec<String>)],
    now: Timestamp,
) -> Result<(), Error> {
    let joined: Vec<(MovieId, String)> = movies.iter().map(|(movie, tags)| (movie.id, join(tags))).collect();
    let rows: Vec<[&dyn Param; 2]> = joined.iter().map(|(id, tags)| [id as &dyn Param, tags]).collect();
    for_rows(tx, UPDATE_TAGS, &[&owner, &now], TAGS_PLACES, &rows)?;
    let ids: Vec<MovieId> = movies.iter().map(|(movie, _)| movie.id).collect();
    for_ids(tx, DELETE_TAGS, &[&owner], &ids)?;
    insert_names(tx, INSERT_TAGS, owner, movies.iter().map(|(movie, tags)| (movie.id, tags.as_slice())))?;
    insert_search_texts(tx, owner, movies.iter().map(|(movie, tags)| (*movie, tags.as_slice())))
}

pub(super) const INSERT_GENRES: &str =
    "INSERT INTO movie_genres (movie_id, owner_id, position, name, name_folded) VALUES $rows";
pub(super) const INSERT_TAGS: &str =
    "INSERT INTO movie_tags (movie_id, owner_id, position, name, name_folded) VALUES $rows";
const NAME_PLACES: Places = Places::same("(#, $1, #, #, #)");

pub(super) fn insert_names<'a>(
    tx: &mut Tx,
    sql: &str,
    owner: UserId,
    names: impl Iterator<Item = (MovieId, &'a [String])>,
) -> Result<(), Error> {
    // A film has at most 50 names, so a position is a small number.
    let labels =
        names.flat_map(|(id, names)| names.iter().zip(0_i16..).map(move |(name, at)| (id, at, name, fold(name))));
    let labels: Vec<(MovieId, i16, &String, String)> = labels.collect();
    let rows: Vec<[&dyn Param; 4]> =
        labels.iter().map(|(id, at, name, folded)| [id as &dyn Param, at, *name, folded]).collect();
    for_rows(tx, sql, &[&owner], NAME_PLACES, &rows)
}

/// Gives films outside the trash, which are locked, other genres in the table.
pub(crate) fn replace_genres(tx: &mut Tx, owner: UserId, movies: &[(MovieId, &[String])]) -> Result<(), Error> {
    let ids: Vec<MovieId> = movies.iter().map(|(id, _)| *id).collect();
    for_ids(tx, DELETE_GENRES, &[&owner], &ids)?;
    insert_names(tx, INSERT_GENRES, owner, movies.iter().copied())
}

const INSERT_SEARCH_TEXTS: &str = "
    INSERT INTO movie_search (owner_id, movie_id, search_text, title_sort) VALUES $rows
    ON CONFLICT (owner_id, movie_id)
    DO UPDATE SET search_text = excluded.search_text, title_sort = excluded.title_sort";

fn insert_search_texts<'a>(
    tx: &mut Tx,
    owner: UserId,
    movies: impl Iterator<Item = (&'a Chosen, &'a [String])>,
) -> Result<(), Error> {
    let texts: Vec<(MovieId, String, String)> = movies
        .map(|(movie, tags)| {
            let names = [&*movie.genres, tags, &movie.directors, &movie.actors];
            let text = search_text(&movie.title, movie.original_title.as_deref(), names);
            (movie.id, text, title_sort(&movie.title))
        })
        .collect();
    insert_texts(tx, owner, texts.iter().map(|(id, text, sort)| (*id, text, sort)))?;
    let ids: Vec<MovieId> = texts.iter().map(|(id, ..)| *id).collect();
    add_entered_titles(tx, owner, &ids)
}

/// Lets films be found by these texts, and no longer by earlier ones; beside them is what they are ordered by.
pub(crate) fn insert_texts<'a>(
    tx: &mut Tx,
    owner: UserId,
    texts: impl Iterator<Item = (MovieId, &'a String, &'a String)>,
) -> Result<(), Error> {
    let texts: Vec<(MovieId, &String, &String)> = texts.collect();
    let rows: Vec<[&dyn Param; 3]> = texts.iter().map(|(id, text, sort)| [id as &dyn Param, *text, *sort]).collect();
    for_rows(tx, INSERT_SEARCH_TEXTS, &[&owner], Places::same("($1, #, #, #)"), &rows)
}

const DELETE: &str = sql!(
    "
    UPDATE movies SET deleted_at = $2, updated_at = $2, version = version + 1
    WHERE ",
    OWNED,
    " AND deleted_at IS NULL AND id IN ($ids)"
);

/// Puts films, which are locked, into the trash.
pub(crate) fn delete_movies(tx: &mut Tx, owner: UserId, ids: &[MovieId], now: Timestamp) -> Result<(), Error> {
    let deleted = for_ids(tx, DELETE, &[&owner, &now], ids)?;
    forget_names(tx, owner, ids)?;
    add_to_movie_count(tx, owner, -i64::try_from(deleted).unwrap_or(0));
    Ok(())
}

/// Lets films, which go, no longer be found by their names.
pub(super) fn forget_names(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<(), Error> {
    for sql in [DELETE_GENRES, DELETE_TAGS, DELETE_SEARCH_TEXTS] {
        for_ids(tx, sql, &[&owner], ids)?;
    }
    Ok(())
}

const RESTORE: &str = sql!(
    "
    UPDATE movies SET deleted_at = NULL, updated_at = $2, version = version + 1
    WHERE ",
    OWNED,
    " AND deleted_at IS NOT NULL AND id IN ($ids)"
);

/// Takes films, which are in the trash and locked, out of it again.
pub(crate) fn restore_movies(tx: &mut Tx, owner: UserId, movies: &[Chosen], now: Timestamp) -> Result<(), Error> {
    let ids: Vec<MovieId> = movies.iter().map(|movie| movie.id).collect();
    let restored = for_ids(tx, RESTORE, &[&owner, &now], &ids)?;
    insert_names(tx, INSERT_GENRES, owner, movies.iter().map(|movie| (movie.id, movie.genres.as_slice())))?;
    insert_names(tx, INSERT_TAGS, owner, movies.iter().map(|movie| (movie.id, movie.tags.as_slice())))?;
    insert_search_texts(tx, owner, movies.iter().map(|movie| (movie, movie.tags.as_slice())))?;
    add_to_movie_count(tx, owner, i64::try_from(restored).unwrap_or(0));
    Ok(())
}
