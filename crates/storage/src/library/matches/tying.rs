//! Tying films to those of the catalogue that they are, and taking that back.

use super::{DISMISS, find_candidates, reset_match};
use crate::engine::Tx;
use crate::error::Error;
use crate::library::filling::{Details, Found, Media, fill, is_same_film, update_details};
use crate::library::images::release_images;
use crate::library::labels::join;
use crate::library::lookups;
use crate::library::movies::find_movie_for_update;
use crate::library::undo::{Step, append_undo, insert_undo};
use domain::catalogue::matches::MatchField;
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::movies::Movie;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

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

/// What takes a tie back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Tied {
    id: MovieId,
    /// Its version after it was tied.
    version: i64,
    before: Details,
    after: Details,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lacked_overview: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lacked_poster: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lacked_backdrop: bool,
    /// What the film may be again, then; none when nobody had asked.
    candidates: Option<String>,
}

/// Ties films that are sure, unless they mean other films by now. Gives how many were tied. `undo` takes all ties of a run
/// back: it is continued when it is there.
pub fn tie_sure(tx: &mut Tx, owner: UserId, ties: Vec<Tie>, undo: UndoId, now: Timestamp) -> Result<i64, Error> {
    let mut all = Vec::new();
    for Tie { movie, candidate, found } in ties {
        let locked = find_movie_for_update(tx, owner, movie.id)?;
        let Some(is) = locked.filter(|it| is_same_film(it, &movie)) else {
            continue;
        };
        let after = fill(tx, owner, &is, found, now)?;
        all.push(tied_of(&is, after, Some(join(&[candidate]))));
    }
    let ids: Vec<MovieId> = all.iter().map(|it| it.id).collect();
    lookups::insert_lookups(tx, owner, &ids)?;
    let count = all.len();
    if count > 0 {
        append_undo(tx, owner, undo, &Step::UntieMovies(all), now)?;
    }
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

fn tied_of(is: &Movie, after: Details, candidates: Option<String>) -> Tied {
    Tied {
        id: is.id,
        version: is.version + 1,
        before: Details::from(is),
        after,
        lacked_overview: is.overview.is_none(),
        lacked_poster: is.poster_url.is_none(),
        lacked_backdrop: is.backdrop_url.is_none(),
        candidates,
    }
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
    let tied = tied_of(&movie, after, candidates);
    if after_has_no_id {
        // A film that has no ID anywhere isn't to be looked for again, either.
        tx.execute(DISMISS, &[&movie.id, &owner, &now])?;
    }
    lookups::insert_lookups(tx, owner, &[movie.id])?;
    insert_undo(tx, owner, undo, &[Step::UntieMovies(vec![tied])], now)
}

/// Takes a tie back. What the owner has changed since stays; what looking it up has brought meanwhile goes as well, if it
/// is all that has changed.
pub(crate) fn untie(tx: &mut Tx, owner: UserId, tied: Tied, now: Timestamp) -> Result<(), Error> {
    let Some(movie) = find_movie_for_update(tx, owner, tied.id)? else { return Ok(()) };
    let is_same = lookups::is_same_version(tx, owner, (movie.id, movie.version), tied.version)?;
    let Tied { before, after, candidates, .. } = tied;
    let mut media = Media::from(&movie);
    let details = if is_same {
        media = Media {
            overview: media.overview.filter(|_| !tied.lacked_overview),
            poster: media.poster.filter(|_| !tied.lacked_poster),
            backdrop: media.backdrop.filter(|_| !tied.lacked_backdrop),
        };
        before
    } else {
        merged(Details::from(&movie), before, &after)
    };
    // A picture that it keeps is kept when the others are deleted.
    release_images(tx, owner, movie.id, now)?;
    update_details(tx, owner, &movie, &details, &media, now)?;
    reset_match(tx, owner, movie.id, candidates.as_deref())
}

/// What a film was before, where it is still what it became.
fn merged(is: Details, before: Details, after: &Details) -> Details {
    fn of<T: PartialEq>(is: T, before: T, after: &T) -> T {
        if is == *after { before } else { is }
    }
    Details {
        title: of(is.title, before.title, &after.title),
        original_title: of(is.original_title, before.original_title, &after.original_title),
        year: of(is.year, before.year, &after.year),
        runtime_minutes: of(is.runtime_minutes, before.runtime_minutes, &after.runtime_minutes),
        genres: of(is.genres, before.genres, &after.genres),
        directors: of(is.directors, before.directors, &after.directors),
        actors: of(is.actors, before.actors, &after.actors),
        imdb_id: of(is.imdb_id, before.imdb_id, &after.imdb_id),
        tmdb_id: of(is.tmdb_id, before.tmdb_id, &after.tmdb_id),
    }
}
