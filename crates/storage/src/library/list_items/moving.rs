//! The order of a list's films.

use super::{FROM, GAP};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::batches::{batches, places};
use crate::library::lists::touch_list;
use crate::schema::sql;
use domain::ids::{ListId, MovieId, UserId};
use domain::library::list_items::Place;
use domain::times::Timestamp;
use std::collections::HashSet;
use std::fmt::Write as _;

/// What became of moving a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is there now.
    Done,
    /// The film that it was to go behind is not on the list, or it is itself.
    NoSuchPlace,
}

/// Moves a film of a list, which is locked, to another place. The film is on it.
pub fn move_item(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    movie: MovieId,
    place: Place,
    now: Timestamp,
) -> Result<Moved, Error> {
    let mut neighbours = find_neighbours(tx, list, movie, place)?;
    if neighbours.and_then(between).is_none() && neighbours.is_some() {
        tx.execute(SPREAD, &[&owner, &list])?;
        neighbours = find_neighbours(tx, list, movie, place)?;
    }
    let Some(position) = neighbours.and_then(between) else { return Ok(Moved::NoSuchPlace) };
    tx.execute(UPDATE_POSITION, &[&owner, &list, &movie, &position])?;
    touch_list(tx, owner, list, now)?;
    Ok(Moved::Done)
}

const UPDATE_POSITION: &str =
    "UPDATE list_items SET position = $4 WHERE owner_id = $1 AND list_id = $2 AND movie_id = $3";

// Gives all films of a list places that are a `GAP` apart, in the order they have.
const SPREAD: &str = "
    UPDATE list_items SET position = numbered.place * 1048576
    FROM (
        SELECT movie_id, row_number() OVER (ORDER BY position, movie_id) AS place
        FROM list_items WHERE owner_id = $1 AND list_id = $2
    ) AS numbered
    WHERE list_items.owner_id = $1 AND list_items.list_id = $2 AND list_items.movie_id = numbered.movie_id";

/// The places of the films before and behind.
type Neighbours = (Option<i64>, Option<i64>);

/// A place between two others, if there is one left.
fn between(neighbours: Neighbours) -> Option<i64> {
    match neighbours {
        (None, None) => Some(GAP),
        (Some(before), None) => before.checked_add(GAP),
        (None, Some(behind)) => behind.checked_sub(GAP),
        (Some(before), Some(behind)) => Some(before + (behind - before) / 2).filter(|place| *place > before),
    }
}

const ORDER: &str = " ORDER BY list_items.position, list_items.movie_id";
const OTHERS: &str = sql!("SELECT list_items.position ", FROM, " AND list_items.movie_id <> $2");
const FIRST: &str = sql!(OTHERS, ORDER, " LIMIT 1");
const LAST: &str = sql!(OTHERS, " ORDER BY list_items.position DESC, list_items.movie_id DESC LIMIT 1");
const TWO_FROM: &str = sql!(OTHERS, ORDER, " LIMIT 2 OFFSET $3");
const OF_MOVIE: &str = sql!(OTHERS, " AND list_items.movie_id = $3");
const BEHIND: &str = sql!(OTHERS, " AND (list_items.position, list_items.movie_id) > ($3, $4)", ORDER, " LIMIT 1");

/// The neighbours that a film gets at a place; nothing when the film that it is to go behind isn't there.
fn find_neighbours(tx: &mut Tx, list: ListId, movie: MovieId, place: Place) -> Result<Option<Neighbours>, Error> {
    match place {
        Place::At(position) if position <= 1 => Ok(Some((None, tx.query_opt(FIRST, &[&list, &movie])?))),
        Place::At(position) => {
            let found: Vec<i64> = tx.query(TWO_FROM, &[&list, &movie, &i64::from(position - 2)])?;
            let before = match found.first() {
                Some(before) => Some(*before),
                None => tx.query_opt(LAST, &[&list, &movie])?,
            };
            Ok(Some((before, found.get(1).copied())))
        }
        Place::After(other) => {
            let Some(before) = tx.query_opt::<i64>(OF_MOVIE, &[&list, &movie, &other])? else { return Ok(None) };
            Ok(Some((Some(before), tx.query_opt(BEHIND, &[&list, &movie, &before, &other])?)))
        }
    }
}

const LIST_MOVIES: &str = sql!("SELECT list_items.movie_id ", FROM);

/// Brings the films of a list, which is locked, into this order. False when these are not just the films of the list.
pub fn update_order(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    order: &[MovieId],
    now: Timestamp,
) -> Result<bool, Error> {
    let there: HashSet<MovieId> = tx.query(LIST_MOVIES, &[&list])?.into_iter().collect();
    if there.len() != order.len() || !order.iter().all(|id| there.contains(id)) {
        return Ok(false);
    }
    let rows: Vec<(i64, &MovieId)> = (1..).map(|n| n * GAP).zip(order).collect();
    for batch in batches(&rows) {
        // All of them are there already: this is an update of many rows that both engines know.
        let mut sql = "INSERT INTO list_items (list_id, owner_id, added_at, movie_id, position) VALUES ".to_owned();
        let mut params: Vec<&dyn Param> = vec![&list, &owner, &now];
        for (position, id) in batch {
            let comma = if params.len() == 3 { "" } else { ", " };
            let _ = write!(sql, "{comma}($1, $2, $3, {})", places(params.len(), 2));
            params.extend([*id as &dyn Param, position]);
        }
        sql.push_str(" ON CONFLICT (list_id, movie_id) DO UPDATE SET position = excluded.position");
        tx.execute(&sql, &params)?;
    }
    touch_list(tx, owner, list, now)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_between_its_neighbours_while_there_is_room() {
        assert_eq!(between((Some(2), Some(6))), Some(4));
        assert_eq!(between((Some(2), Some(4))), Some(3));
        assert_eq!(between((Some(2), Some(3))), None);
        assert_eq!(between((Some(2), Some(2))), None);
        assert_eq!(between((None, Some(5))), Some(5 - GAP));
        assert_eq!(between((Some(5), None)), Some(5 + GAP));
        assert_eq!(between((None, None)), Some(GAP));
    }
}
