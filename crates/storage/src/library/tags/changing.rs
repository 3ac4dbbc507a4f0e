//! Other names for tags.

use super::writing::{write_list_tags, write_movie_tags};
use crate::engine::{Column, Engine, Param, Tx};
use crate::error::Error;
use crate::library::batches::{batches, places};
use crate::library::labels::join;
use crate::library::undo::{Step, insert_undo};
use domain::ids::{ListId, MovieId, UndoId, UserId};
use domain::library::tags::TagChange;
use domain::text::fold;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was done to a tag, and the tags that films and lists had before, one a line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Retagging {
    from: String,
    to: Option<String>,
    movies: Vec<(MovieId, String)>,
    lists: Vec<(ListId, String)>,
}

impl Retagging {
    /// The tags that become of these; nothing when they stay as they are.
    fn of(&self, tags: &str) -> Option<String> {
        let (from, to) = (fold(&self.from), self.to.as_deref().map(|name| (name, fold(name))));
        let mut is_there = false;
        let mut names = Vec::new();
        for name in tags.split('\n').filter(|name| !name.is_empty()) {
            let folded = fold(name);
            match &to {
                Some((new, new_folded)) if folded == from || folded == *new_folded => {
                    // Of two that become one, the first keeps its place.
                    if !std::mem::replace(&mut is_there, true) {
                        names.push((*new).to_owned());
                    }
                }
                None if folded == from => {}
                _ => names.push(name.to_owned()),
            }
        }
        Some(join(&names)).filter(|new| new != tags)
    }
}

/// Calls a tag otherwise on all films and lists of an owner, or takes it off all of them when there is no new name.
/// With the name of another tag the two become one, spelled as the new name is. Nothing when there is no such tag.
pub fn change_tag(
    tx: &mut Tx,
    owner: UserId,
    (from, to): (&str, Option<&str>),
    undo: UndoId,
    now: Timestamp,
) -> Result<Option<TagChange>, Error> {
    let mut retagging =
        Retagging { from: from.to_owned(), to: to.map(str::to_owned), movies: Vec::new(), lists: Vec::new() };
    let names = (fold(from), fold(to.unwrap_or(from)));
    let mut movies: Vec<(MovieId, String)> = tx.query(&locking(tx, LIST_TAGGED), &[&owner, &names.0, &names.1])?;
    movies.extend(tx.query::<(MovieId, String)>(&locking(tx, LIST_TRASHED), &[&owner])?);
    let lists: Vec<(ListId, String)> = tx.query(&locking(tx, LIST_LISTS), &[&owner])?;
    let has_tag = |tags: &str| tags.split('\n').any(|name| fold(name) == names.0);
    if !movies.iter().map(|it| &it.1).chain(lists.iter().map(|it| &it.1)).any(|tags| has_tag(tags)) {
        return Ok(None);
    }
    let (mut new_movies, mut new_lists) = (Vec::new(), Vec::new());
    for (id, before) in movies {
        if let Some(after) = retagging.of(&before) {
            new_movies.push((id, after));
            retagging.movies.push((id, before));
        }
    }
    for (id, before) in lists {
        if let Some(after) = retagging.of(&before) {
            new_lists.push((id, after));
            retagging.lists.push((id, before));
        }
    }
    write_movie_tags(tx, owner, &new_movies, now)?;
    write_list_tags(tx, owner, &new_lists, now)?;
    insert_undo(tx, owner, undo, &[Step::RestoreTags(Box::new(retagging))], now)?;
    let (movie_count, list_count) = (new_movies.len() as u64, new_lists.len() as u64);
    Ok(Some(TagChange { movie_count, list_count, undo }))
}

// Locked in the order of their ids, so that two who change tags don't wait for each other.
const LIST_TAGGED: &str = "
    SELECT id, tags FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND id IN (
        SELECT movie_id FROM movie_tags WHERE owner_id = $1 AND name_folded IN ($2, $3))
    ORDER BY id";
const LIST_TRASHED: &str =
    "SELECT id, tags FROM movies WHERE owner_id = $1 AND deleted_at IS NOT NULL AND tags <> '' ORDER BY id";
// Deleted lists can come back, too.
const LIST_LISTS: &str = "SELECT id, tags FROM lists WHERE owner_id = $1 AND tags <> '' ORDER BY id";

/// A statement that lets nobody else change the rows before this transaction ends. SQLite's transactions write one
/// after the other, and it does not know the clause.
fn locking(tx: &Tx, sql: &str) -> String {
    if tx.engine() == Engine::Postgres { format!("{sql} FOR NO KEY UPDATE") } else { sql.to_owned() }
}

const TAGS_OF_MOVIES: &str = "SELECT id, tags FROM movies WHERE owner_id = $1 AND id";
const TAGS_OF_LISTS: &str = "SELECT id, tags FROM lists WHERE owner_id = $1 AND id";

/// Gives films and lists the tags back that they had. False when one of them has other tags by now than those that
/// the change gave it; those that were erased meanwhile don't matter.
pub(crate) fn take_back(tx: &mut Tx, owner: UserId, what: &Retagging, now: Timestamp) -> Result<bool, Error> {
    let (mut movies, mut lists) = (Vec::new(), Vec::new());
    for batch in batches(&what.movies) {
        movies.extend(unchanged(tx, owner, TAGS_OF_MOVIES, what, batch)?);
    }
    for batch in batches(&what.lists) {
        lists.extend(unchanged(tx, owner, TAGS_OF_LISTS, what, batch)?);
    }
    let (Some(movies), Some(lists)) = (all(movies), all(lists)) else { return Ok(false) };
    write_movie_tags(tx, owner, &movies, now)?;
    write_list_tags(tx, owner, &lists, now)?;
    Ok(true)
}

fn all<I>(rows: Vec<Option<(I, String)>>) -> Option<Vec<(I, String)>> {
    rows.into_iter().collect()
}

/// What these rows had before, each if it has now what the change gave it.
fn unchanged<I: Param + Column + Ord + Copy>(
    tx: &mut Tx,
    owner: UserId,
    sql: &str,
    what: &Retagging,
    batch: &[(I, String)],
) -> Result<Vec<Option<(I, String)>>, Error> {
    let sql = locking(tx, &format!("{sql} IN ({}) ORDER BY id", places(1, batch.len())));
    let mut params: Vec<&dyn Param> = vec![&owner];
    params.extend(batch.iter().map(|(id, _)| id as &dyn Param));
    let before: BTreeMap<I, &String> = batch.iter().map(|(id, tags)| (*id, tags)).collect();
    let check = |(id, tags): (I, String)| {
        let before = before.get(&id)?;
        (what.of(before).as_deref() == Some(tags.as_str())).then(|| (id, (*before).clone()))
    };
    Ok(tx.query::<(I, String)>(&sql, &params)?.into_iter().map(check).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retagged(tags: &str, from: &str, to: Option<&str>) -> Option<String> {
        let to = to.map(str::to_owned);
        Retagging { from: from.to_owned(), to, movies: Vec::new(), lists: Vec::new() }.of(tags)
    }

    #[test]
    fn a_tag_keeps_its_place_under_another_name() {
        assert_eq!(retagged("a\nb\nc", "B", Some("x")).as_deref(), Some("a\nx\nc"));
        assert_eq!(retagged("a\nb\nc", "x", Some("y")), None);
    }

    #[test]
    fn two_tags_that_become_one_are_there_once() {
        assert_eq!(retagged("sci fi\na\nSci-Fi", "sci fi", Some("sci-fi")).as_deref(), Some("sci-fi\na"));
        assert_eq!(retagged("Sci-Fi", "sci fi", Some("sci-fi")).as_deref(), Some("sci-fi"));
    }

    #[test]
    fn a_spelling_can_be_changed_alone() {
        assert_eq!(retagged("noir", "noir", Some("Noir")).as_deref(), Some("Noir"));
        assert_eq!(retagged("Noir", "noir", Some("Noir")), None);
    }

    #[test]
    fn a_deleted_tag_is_gone_in_every_spelling() {
        assert_eq!(retagged("a\nÀ voir", "a voir", None).as_deref(), Some("a"));
        assert_eq!(retagged("a", "A", None).as_deref(), Some(""));
    }
}
