//! Films that are put on a list.

use super::{COUNT_ROWS, GAP};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::batches::{batches, places};
use crate::library::lists::{count, touch_list};
use crate::library::many::{Places, for_rows};
use domain::ids::{ListId, MovieId, UserId};
use domain::library::list_items::NewListItems;
use domain::library::lists::MAX_LIST_MOVIES;
use domain::times::Timestamp;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Why films can't be put on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdded {
    /// One of them doesn't exist, or is in the trash.
    NoSuchMovie,
    /// The list would have more than a list can hold.
    TooMany,
}

/// Puts films at the end of a list, which is locked, in their order; gives those that were not on it yet.
pub fn insert_items(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    new: &NewListItems,
    now: Timestamp,
) -> Result<Result<Vec<MovieId>, NotAdded>, Error> {
    let movies = "FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND id";
    if among(tx, &format!("SELECT id {movies}"), &[&owner], &new.movie_ids)?.len() < new.movie_ids.len() {
        return Ok(Err(NotAdded::NoSuchMovie));
    }
    let on_list = "SELECT movie_id FROM list_items WHERE owner_id = $1 AND list_id = $2 AND movie_id";
    let there = among(tx, on_list, &[&owner, &list], &new.movie_ids)?;
    let missing: Vec<MovieId> = new.movie_ids.iter().copied().filter(|id| !there.contains(id)).collect();
    let on_it = count(tx.query_one(COUNT_ROWS, &[&list, &owner])?);
    if on_it + missing.len() as u64 > MAX_LIST_MOVIES as u64 {
        return Ok(Err(NotAdded::TooMany));
    }
    if missing.is_empty() {
        return Ok(Ok(missing));
    }
    let end: Option<i64> = tx.query_one(LAST_POSITION, &[&owner, &list])?;
    let positions = (1..).map(|n| end.unwrap_or(0) + n * GAP);
    let rows: Vec<(i64, MovieId)> = positions.zip(missing.iter().copied()).collect();
    for batch in batches(&rows) {
        let mut sql =
            "INSERT INTO list_items (list_id, owner_id, added_at, note, movie_id, position) VALUES ".to_owned();
        let mut params: Vec<&dyn Param> = vec![&list, &owner, &now, &new.note];
        for (position, id) in batch {
            let comma = if params.len() == 4 { "" } else { ", " };
            let _ = write!(sql, "{comma}($1, $2, $3, $4, {})", places(params.len(), 2));
            params.extend([id as &dyn Param, position]);
        }
        tx.execute(&sql, &params)?;
    }
    touch_list(tx, owner, list, now)?;
    Ok(Ok(missing))
}

/// A film to be put on a list.
#[derive(Debug, Clone)]
pub struct AppendedItem {
    /// The film.
    pub movie: MovieId,
    /// A note on it in this list.
    pub note: Option<String>,
    /// When it was put there.
    pub added_at: Timestamp,
}

/// Puts films at the end of a list in their order, each with its own note; gives those that were not on it yet. A list that
/// is full takes no more.
pub fn append_items(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    items: &[AppendedItem],
    now: Timestamp,
) -> Result<Vec<MovieId>, Error> {
    touch_list(tx, owner, list, now)?;
    let on_list = "SELECT movie_id FROM list_items WHERE owner_id = $1 AND list_id = $2 AND movie_id";
    let ids: Vec<MovieId> = items.iter().map(|item| item.movie).collect();
    let mut there = among(tx, on_list, &[&owner, &list], &ids)?;
    let room = (MAX_LIST_MOVIES as u64).saturating_sub(count(tx.query_one(COUNT_ROWS, &[&list, &owner])?));
    let missing =
        items.iter().filter(|item| there.insert(item.movie)).take(usize::try_from(room).unwrap_or(usize::MAX));
    let missing: Vec<&AppendedItem> = missing.collect();
    let end: Option<i64> = tx.query_one(LAST_POSITION, &[&owner, &list])?;
    let positions: Vec<i64> = (1..).map(|n| end.unwrap_or(0) + n * GAP).take(missing.len()).collect();
    let rows: Vec<[&dyn Param; 4]> = missing
        .iter()
        .zip(&positions)
        .map(|(item, position)| [&item.added_at as &dyn Param, &item.movie, position, &item.note])
        .collect();
    for_rows(tx, APPEND, &[&list, &owner], Places::same("($1, $2, #, #, #, #)"), &rows)?;
    Ok(missing.iter().map(|item| item.movie).collect())
}

const APPEND: &str = "INSERT INTO list_items (list_id, owner_id, added_at, movie_id, position, note) VALUES $rows";

const LAST_POSITION: &str = "SELECT max(position) FROM list_items WHERE owner_id = $1 AND list_id = $2";

/// Which of these films a statement finds: it ends where `IN (…)` follows.
fn among(tx: &mut Tx, sql: &str, params: &[&dyn Param], ids: &[MovieId]) -> Result<HashSet<MovieId>, Error> {
    let mut found = HashSet::new();
    for batch in batches(ids) {
        let mut all = params.to_vec();
        all.extend(batch.iter().map(|id| id as &dyn Param));
        found.extend(tx.query::<MovieId>(&format!("{sql} IN ({})", places(params.len(), batch.len())), &all)?);
    }
    Ok(found)
}
