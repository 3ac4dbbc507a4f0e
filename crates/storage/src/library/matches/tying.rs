//! Tying films to those of the catalogue that they are.

use super::{DISMISS, find_candidates};
use crate::engine::Tx;
use crate::error::Error;
use crate::library::filling::{Found, fill, is_same_film};
use crate::library::labels::join;
use crate::library::movies::find_movie_for_update;
use crate::library::undo::matches::Tied;
use crate::library::undo::{Step, insert_undo, is_known};
use crate::library::{lookups, untitled};
use domain::catalogue::matches::MatchField;
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::movies::Movie;
use domain::times::Timestamp;

/// A film, and what is known of the one of the catalogue that it is.
#[derive(Debug)]
pub struct Tie {
    /// The film, as it was when it was compared.
    pub movie: Movie,
    /// The ID in the catalogue.
    pub candidate: String,
    /// What is known of it.
    pub found: Found,
}

/// Ties films that are sure, unless they mean other films by now, or wait for their owner. Gives how many were tied.
/// `undo` takes that back, and then what `before` takes back.
pub fn tie_sure(
    tx: &mut Tx,
    owner: UserId,
    ties: Vec<Tie>,
    (undo, before): (UndoId, Option<UndoId>),
    now: Timestamp,
) -> Result<i64, Error> {
    let mut all = Vec::new();
    for Tie { movie, candidate, found } in ties {
        // Its owner may have decided while it was compared.
        if find_candidates(tx, owner, movie.id)?.is_some() {
            continue;
        }
        let locked = find_movie_for_update(tx, owner, movie.id)?;
        let Some(is) = locked.filter(|it| is_same_film(it, &movie)) else {
            continue;
        };
        let after = fill(tx, owner, &is, found, now)?;
        all.push(Tied::new(&is, after, Some(join(&[candidate]))));
    }
    let ids: Vec<MovieId> = all.iter().map(Tied::movie).collect();
    lookups::renew_lookups(tx, owner, &ids, undo.0)?;
    untitled::renew_titles(tx, owner, &ids, undo.0)?;
    let count = all.len();
    if count > 0 {
        // That may have been taken back since.
        let before = match before {
            Some(before) if is_known(tx, owner, before)? => Some(Step::UndoBefore(before)),
            _ => None,
        };
        let steps: Vec<Step> = before.into_iter().chain([Step::UntieMovies(all)]).collect();
        insert_undo(tx, owner, undo, &steps, now)?;
    }
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What the owner has chosen for a film.
pub struct Choice {
    /// The film, as it is in this transaction.
    pub movie: Movie,
    /// The title of the one of the catalogue.
    pub title: String,
    /// What else is known of it.
    pub found: Found,
    /// What takes that back.
    pub undo: UndoId,
}

/// Ties a film to the one of the catalogue that its owner has chosen; of these fields, it takes the catalogue's values.
pub fn tie_chosen(
    tx: &mut Tx,
    owner: UserId,
    choice: Choice,
    fields: &[MatchField],
    now: Timestamp,
) -> Result<(), Error> {
    let Choice { movie, title, found, undo } = choice;
    let candidates = find_candidates(tx, owner, movie.id)?;
    // What it doesn't have can be filled.
    let mut emptied = movie.clone();
    for field in fields {
        match field {
            MatchField::Title => emptied.title.clone_from(&title),
            MatchField::OriginalTitle if found.original_title.is_some() => emptied.original_title = None,
            MatchField::Year if found.year.is_some() => emptied.year = None,
            MatchField::RuntimeMinutes if found.runtime_minutes.is_some() => emptied.runtime_minutes = None,
            MatchField::Genres if !found.genres.is_empty() => emptied.genres = Vec::new(),
            MatchField::Directors if !found.directors.is_empty() => emptied.directors = Vec::new(),
            MatchField::Actors if !found.actors.is_empty() => emptied.actors = Vec::new(),
            _ => {}
        }
    }
    let after = fill(tx, owner, &emptied, found, now)?;
    let after_has_no_id = after.imdb_id.is_none() && after.tmdb_id.is_none();
    let tied = Tied::new(&movie, after, candidates);
    if after_has_no_id {
        // A film that has no ID anywhere isn't to be looked for again, either.
        tx.execute(DISMISS, &[&movie.id, &owner, &now])?;
    }
    lookups::renew_lookups(tx, owner, &[movie.id], undo.0)?;
    untitled::renew_titles(tx, owner, &[movie.id], undo.0)?;
    insert_undo(tx, owner, undo, &[Step::UntieMovies(vec![tied])], now)
}
