//! Other tags for many films or lists at once.

use crate::engine::{FromRow, Param, Tx};
use crate::error::Error;
use crate::library::batches::{batches, places};
use crate::library::labels::split;
use crate::library::movies::{add_entered_titles, search_text, title_sort};
use crate::schema::{Entity, entity};
use domain::ids::{ListId, MovieId, UserId};
use domain::text::fold;
use domain::times::Timestamp;
use std::fmt::Write as _;

/// A film with other tags, as much as is needed to find it by them.
struct Retagged {
    id: MovieId,
    title: String,
    original_title: Option<String>,
    genres: Vec<String>,
    tags: Vec<String>,
    directors: Vec<String>,
    actors: Vec<String>,
    is_trashed: bool,
}

entity! {
    Retagged in MOVIES {
        id,
        title,
        original_title,
        genres => split,
        tags => split,
        directors => split,
        actors => split,
        is_trashed = "movies.deleted_at IS NOT NULL",
    }
}

/// Gives films other tags, one a line: in their rows, in the table and in what they are searched in.
pub(super) fn write_movie_tags(
    tx: &mut Tx,
    owner: UserId,
    movies: &[(MovieId, String)],
    now: Timestamp,
) -> Result<(), Error> {
    for batch in batches(movies) {
        replace_names(tx, ("movie_tags", "movie_id"), owner, batch)?;
        let retagged: Vec<Retagged> = touch(tx, owner, UPDATE_MOVIES, batch, Retagged::COLUMNS, now)?;
        let (trashed, others): (Vec<_>, Vec<_>) = retagged.into_iter().partition(|movie| movie.is_trashed);
        write_search_texts(tx, owner, &others)?;
        // Films in the trash have none in the table: they were there only for a moment.
        for movie in trashed {
            tx.execute("DELETE FROM movie_tags WHERE owner_id = $1 AND movie_id = $2", &[&owner, &movie.id])?;
        }
    }
    Ok(())
}

/// Gives lists other tags, one a line: in their rows and in the table.
pub(super) fn write_list_tags(
    tx: &mut Tx,
    owner: UserId,
    lists: &[(ListId, String)],
    now: Timestamp,
) -> Result<(), Error> {
    for batch in batches(lists) {
        replace_names(tx, ("list_tags", "list_id"), owner, batch)?;
        touch::<ListId, ListId>(tx, owner, UPDATE_LISTS, batch, "lists.id", now)?;
    }
    Ok(())
}

// The line end within the quotes is the one that stands between names.
const UPDATE_MOVIES: &str = "UPDATE movies SET version = version + 1, updated_at = $2, tags = coalesce((
        SELECT string_agg(movie_tags.name, '\n' ORDER BY movie_tags.position) FROM movie_tags
        WHERE movie_tags.movie_id = movies.id
    ), '') WHERE owner_id = $1 AND id";
const UPDATE_LISTS: &str = "UPDATE lists SET version = version + 1, updated_at = $2, tags = coalesce((
        SELECT string_agg(list_tags.name, '\n' ORDER BY list_tags.position) FROM list_tags
        WHERE list_tags.list_id = lists.id
    ), '') WHERE owner_id = $1 AND id";

/// Copies the names from the table into these rows.
fn touch<T: FromRow, I: Param>(
    tx: &mut Tx,
    owner: UserId,
    update: &str,
    batch: &[(I, String)],
    returning: &str,
    now: Timestamp,
) -> Result<Vec<T>, Error> {
    let sql = format!("{update} IN ({}) RETURNING {returning}", places(2, batch.len()));
    let mut params: Vec<&dyn Param> = vec![&owner, &now];
    params.extend(batch.iter().map(|(id, _)| id as &dyn Param));
    tx.query(&sql, &params)
}

/// Replaces the names of these rows in the table.
fn replace_names<I: Param>(
    tx: &mut Tx,
    (table, id_column): (&str, &str),
    owner: UserId,
    batch: &[(I, String)],
) -> Result<(), Error> {
    let mut params: Vec<&dyn Param> = vec![&owner];
    params.extend(batch.iter().map(|(id, _)| id as &dyn Param));
    let sql = format!("DELETE FROM {table} WHERE owner_id = $1 AND {id_column} IN ({})", places(1, batch.len()));
    tx.execute(&sql, &params)?;
    let mut rows: Vec<(&I, i16, String, String)> = Vec::new();
    for (id, tags) in batch {
        for (position, name) in (0..).zip(split(tags.clone())) {
            let folded = fold(&name);
            rows.push((id, position, name, folded));
        }
    }
    for rows in batches(&rows) {
        let mut sql = format!("INSERT INTO {table} (owner_id, {id_column}, position, name, name_folded) VALUES ");
        let mut params: Vec<&dyn Param> = vec![&owner];
        for (id, position, name, folded) in rows {
            let comma = if params.len() == 1 { "" } else { ", " };
            let _ = write!(sql, "{comma}($1, {})", places(params.len(), 4));
            params.extend([*id as &dyn Param, position, name, folded]);
        }
        tx.execute(&sql, &params)?;
    }
    Ok(())
}

fn write_search_texts(tx: &mut Tx, owner: UserId, movies: &[Retagged]) -> Result<(), Error> {
    let rows: Vec<(MovieId, String, String)> = movies
        .iter()
        .map(|it| {
            let names = [&*it.genres, &it.tags, &it.directors, &it.actors];
            (it.id, search_text(&it.title, it.original_title.as_deref(), names), title_sort(&it.title))
        })
        .collect();
    for batch in batches(&rows) {
        let mut sql = "INSERT INTO movie_search (owner_id, movie_id, search_text, title_sort) VALUES ".to_owned();
        let mut params: Vec<&dyn Param> = vec![&owner];
        for (id, text, sort) in batch {
            let comma = if params.len() == 1 { "" } else { ", " };
            let _ = write!(sql, "{comma}($1, {})", places(params.len(), 3));
            params.extend([id as &dyn Param, text, sort]);
        }
        sql.push_str(
            " ON CONFLICT (owner_id, movie_id)
              DO UPDATE SET search_text = excluded.search_text, title_sort = excluded.title_sort",
        );
        tx.execute(&sql, &params)?;
    }
    let ids: Vec<MovieId> = movies.iter().map(|it| it.id).collect();
    add_entered_titles(tx, owner, &ids)
}
