//! Taking it back that films were tied to those of the catalogue, or dismissed.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::filling::{Details, Media};
use domain::ids::{MovieId, UserId};
use domain::library::movies::Movie;
use serde::{Deserialize, Serialize};

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

impl Tied {
    /// What takes it back that a film, which was so before, was tied; it may be one of the candidates again, then.
    pub fn new(is: &Movie, after: Details, candidates: Option<String>) -> Self {
        Self {
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

    /// The film.
    pub fn movie(&self) -> MovieId {
        self.id
    }

    /// Its version after it was tied.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What the film becomes when the tie is taken back, with what there is to see of it, and what it may be then. What
    /// has changed since stays, unless it is the same but for what looking it up has brought.
    pub fn taken_back(self, movie: &Movie, is_same: bool) -> (Details, Media, Option<String>) {
        let media = Media::from(movie);
        let Self { before, after, candidates, .. } = self;
        if is_same {
            let media = Media {
                overview: media.overview.filter(|_| !self.lacked_overview),
                poster: media.poster.filter(|_| !self.lacked_poster),
                backdrop: media.backdrop.filter(|_| !self.lacked_backdrop),
            };
            return (before, media, candidates);
        }
        let had_tmdb_id = before.tmdb_id.is_some();
        let mut details = merged(Details::from(movie), before, &after);
        // A number at TMDB that came by way of the ID goes with it.
        if after.imdb_id.is_some() && details.imdb_id.is_none() {
            details.tmdb_id = details.tmdb_id.filter(|_| had_tmdb_id);
        }
        (details, media, candidates)
    }
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

pub(super) const RESET_ALL: &str = "INSERT INTO movie_matches (movie_id, owner_id, candidates) VALUES $rows
    ON CONFLICT (movie_id) DO UPDATE SET candidates = excluded.candidates, dismissed_at = NULL";
pub(super) const FORGET_ALL: &str = "DELETE FROM movie_matches WHERE owner_id = $1 AND movie_id IN ($ids)";

const RESET: &str = "INSERT INTO movie_matches (movie_id, owner_id, candidates)
    SELECT id, owner_id, $3 FROM movies WHERE owner_id = $1 AND id = $2
    ON CONFLICT (movie_id) DO UPDATE SET candidates = excluded.candidates, dismissed_at = NULL";
const FORGET: &str = "DELETE FROM movie_matches WHERE owner_id = $1 AND movie_id = $2";

/// Gives a film the candidates back that it had; without any, it isn't to be checked.
pub(crate) fn reset_match(tx: &mut Tx, owner: UserId, movie: MovieId, candidates: Option<&str>) -> Result<(), Error> {
    match candidates {
        Some(candidates) => tx.execute(RESET, &[&owner, &movie, &candidates]).map(drop),
        None => tx.execute(FORGET, &[&owner, &movie]).map(drop),
    }
}
