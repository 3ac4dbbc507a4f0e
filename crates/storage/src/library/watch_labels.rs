//! The places and the people of watches.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::split;
use domain::ids::{MovieId, UserId};
use domain::library::labels::{Label, Labels};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

// Those of deleted films don't count.
const LIST_PLACES: &str = "
    SELECT watches.place, count(DISTINCT watches.movie_id) FROM watches JOIN movies ON movies.id = watches.movie_id
    WHERE watches.owner_id = $1 AND watches.place IS NOT NULL AND movies.deleted_at IS NULL
    GROUP BY watches.place ORDER BY count(DISTINCT watches.movie_id) DESC, watches.place";

/// The places where an owner watched films, the one with the most films first.
///
/// # Errors
/// When the database can't be read.
pub fn list_places(tx: &mut Tx, owner: UserId) -> Result<Labels, Error> {
    let label = |(name, count): (String, i64)| Label { name, movie_count: u64::try_from(count).unwrap_or(0) };
    let items = tx.query::<(String, i64)>(LIST_PLACES, &[&owner])?.into_iter().map(label).collect();
    Ok(Labels { items })
}

const LIST_COMPANIONS: &str = "
    SELECT DISTINCT watches.companions, watches.movie_id FROM watches JOIN movies ON movies.id = watches.movie_id
    WHERE watches.owner_id = $1 AND watches.companions <> '' AND movies.deleted_at IS NULL";

/// The people that an owner watched films with, the one with the most films first.
///
/// # Errors
/// When the database can't be read.
pub fn list_companions(tx: &mut Tx, owner: UserId) -> Result<Labels, Error> {
    let mut movies: BTreeMap<String, BTreeSet<MovieId>> = BTreeMap::new();
    for (names, movie) in tx.query::<(String, MovieId)>(LIST_COMPANIONS, &[&owner])? {
        for name in split(names) {
            movies.entry(name).or_default().insert(movie);
        }
    }
    let mut items: Vec<Label> =
        movies.into_iter().map(|(name, movies)| Label { name, movie_count: movies.len() as u64 }).collect();
    // A stable sort: equally frequent ones stay in the order of their names.
    items.sort_by_key(|label| Reverse(label.movie_count));
    Ok(Labels { items })
}
