//! Genres and tags: the names that films are sorted by. See [`super::tags`] for all tags of an owner.
//!
//! A film's row has its own copy of them, which pages are read from. The tables `movie_genres` and
//! `movie_tags` are for filters and counts; they have those of the films outside the trash only, so
//! that counting need not look at the films.

use crate::engine::{Param, Tx};
use crate::error::Error;
use domain::ids::{ListId, MovieId, UserId};
use domain::library::labels::{Label, Labels};
use domain::text::fold;
use std::cmp::Reverse;
use std::fmt::Write as _;

const LIST_GENRES: &str = "
    SELECT name_folded, name, count(*) FROM movie_genres WHERE owner_id = $1
    GROUP BY name_folded, name ORDER BY name_folded, count(*) DESC, name";

/// The genres of an owner's films, the most used first.
pub fn list_genres(tx: &mut Tx, owner: UserId) -> Result<Labels, Error> {
    let mut gathered = gather(tx.query(LIST_GENRES, &[&owner])?);
    // A stable sort: equally frequent ones stay in the order of their names.
    gathered.sort_by_key(|(_, label)| Reverse(label.movie_count));
    Ok(Labels { items: gathered.into_iter().map(|(_, label)| label).collect() })
}

/// Puts the spellings of each name together; the most frequent one comes first among them. Gives the names with their
/// folded form, in its order.
pub(crate) fn gather(spellings: Vec<(String, String, i64)>) -> Vec<(String, Label)> {
    let mut gathered: Vec<(String, Label)> = Vec::new();
    for (folded, name, count) in spellings {
        let movie_count = u64::try_from(count).unwrap_or(0);
        match gathered.last_mut() {
            Some((last, label)) if *last == folded => label.movie_count += movie_count,
            _ => gathered.push((folded, Label { name, movie_count })),
        }
    }
    gathered
}

/// Names as a film's row has them: one a line. They have no line ends themselves.
pub(crate) fn join(names: &[String]) -> String {
    names.join("\n")
}

/// The names of a film's row.
#[expect(clippy::needless_pass_by_value, reason = "it is given what a row gives")]
pub(crate) fn split(names: String) -> Vec<String> {
    names.split('\n').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Names to be looked for, folded, each between two line ends.
pub(crate) fn lines(names: &[String]) -> String {
    let folded = names.iter().map(|name| fold(name) + "\n").collect::<String>();
    if folded.is_empty() { folded } else { format!("\n{folded}") }
}

/// Writes the genres and tags of a film that has none.
pub(crate) fn insert_labels(
    tx: &mut Tx,
    owner: UserId,
    movie: MovieId,
    genres: &[String],
    tags: &[String],
) -> Result<(), Error> {
    insert_names(tx, ("movie_genres", "movie_id"), owner, &movie, genres)?;
    insert_names(tx, ("movie_tags", "movie_id"), owner, &movie, tags)
}

/// Writes the tags of a list that has none.
pub(crate) fn insert_list_tags(tx: &mut Tx, owner: UserId, list: ListId, tags: &[String]) -> Result<(), Error> {
    insert_names(tx, ("list_tags", "list_id"), owner, &list, tags)
}

const DELETE_LIST_TAGS: &str = "DELETE FROM list_tags WHERE owner_id = $1 AND list_id = $2";

/// Takes a list's tags out of the table, for other ones.
pub(crate) fn delete_list_tags(tx: &mut Tx, owner: UserId, list: ListId) -> Result<(), Error> {
    tx.execute(DELETE_LIST_TAGS, &[&owner, &list]).map(drop)
}

fn insert_names(
    tx: &mut Tx,
    (table, id_column): (&'static str, &'static str),
    owner: UserId,
    id: &dyn Param,
    names: &[String],
) -> Result<(), Error> {
    if names.is_empty() {
        return Ok(());
    }
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let mut sql = format!("INSERT INTO {table} ({id_column}, owner_id, position, name, name_folded) VALUES ");
    let mut params: Vec<&dyn Param> = vec![id, &owner];
    for (position, (name, folded)) in names.iter().zip(&folded).enumerate() {
        let (comma, n) = (if position == 0 { "" } else { ", " }, params.len() + 1);
        let _ = write!(sql, "{comma}($1, $2, {position}, ${n}, ${})", n + 1);
        params.push(name);
        params.push(folded);
    }
    tx.send(&sql, &params)
}

const DELETE_GENRES: &str = "DELETE FROM movie_genres WHERE owner_id = $1 AND movie_id = $2";
const DELETE_TAGS: &str = "DELETE FROM movie_tags WHERE owner_id = $1 AND movie_id = $2";

/// Takes a film's genres and tags out of the tables, for other ones or because it goes to the trash.
pub(crate) fn delete_labels(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<(), Error> {
    tx.send(DELETE_GENRES, &[&owner, &movie])?;
    tx.send(DELETE_TAGS, &[&owner, &movie])
}
