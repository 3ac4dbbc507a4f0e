//! What was found of films when they were looked up, or tied to a film of the catalogue.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::images::{NewImage, keep_image};
use crate::library::labels;
use crate::library::movies::{title_sort, update_search_text};
use crate::schema::update;
use domain::ids::{MovieId, UserId};
use domain::library::images::name_of;
use domain::library::movies::Movie;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// What was found of a film.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "each is described at Movie")]
pub struct Found {
    pub original_title: Option<String>,
    pub year: Option<i16>,
    pub runtime_minutes: Option<i16>,
    pub genres: Vec<String>,
    pub directors: Vec<String>,
    pub actors: Vec<String>,
    pub overview: Option<String>,
    pub imdb_id: Option<String>,
    pub tmdb_id: Option<i64>,
    /// The ID of its collection at TMDB.
    pub tmdb_collection_id: Option<i64>,
    pub poster: Option<NewImage>,
    pub backdrop: Option<NewImage>,
}

impl Found {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        let Self { original_title, year, runtime_minutes, genres, directors, actors, .. } = self;
        let Self { overview, imdb_id, tmdb_id, tmdb_collection_id, poster, backdrop, .. } = self;
        original_title.is_none()
            && (year, runtime_minutes) == (&None, &None)
            && [genres, directors, actors].iter().all(|names| names.is_empty())
            && (overview, imdb_id) == (&None, &None)
            && (tmdb_id, tmdb_collection_id) == (&None, &None)
            && poster.is_none()
            && backdrop.is_none()
    }
}

/// What a film is, of which nothing is the owner's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Details {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_minutes: Option<i16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imdb_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmdb_id: Option<i64>,
}

impl From<&Movie> for Details {
    fn from(movie: &Movie) -> Self {
        Self {
            title: movie.title.clone(),
            original_title: movie.original_title.clone(),
            year: movie.year,
            runtime_minutes: movie.runtime_minutes,
            genres: movie.genres.clone(),
            directors: movie.directors.clone(),
            actors: movie.actors.clone(),
            imdb_id: movie.imdb_id.clone(),
            tmdb_id: movie.tmdb_id,
        }
    }
}

/// What there is to see and to read of a film: the names of its pictures, and what it is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Media {
    pub overview: Option<String>,
    pub poster: Option<String>,
    pub backdrop: Option<String>,
}

impl From<&Movie> for Media {
    fn from(movie: &Movie) -> Self {
        let name = |url: &Option<String>| url.as_deref().map(|url| name_of(url).to_owned());
        Self { overview: movie.overview.clone(), poster: name(&movie.poster_url), backdrop: name(&movie.backdrop_url) }
    }
}

/// Whether a film still means the one that it was.
pub(crate) fn is_same_film(movie: &Movie, before: &Movie) -> bool {
    let means = |it: &Movie| (it.title.clone(), it.year, it.imdb_id.clone(), it.tmdb_id);
    means(movie) == means(before)
}

/// Gives a film, which was found in this transaction, what it lacks. Gives what it is now.
pub(crate) fn fill(tx: &mut Tx, owner: UserId, movie: &Movie, found: Found, now: Timestamp) -> Result<Details, Error> {
    let keep = |tx: &mut Tx, there: Option<String>, image: Option<NewImage>| match (there, image) {
        (None, Some(image)) => keep_image(tx, owner, &image, now).map(Some),
        (there, _) => Ok(there),
    };
    let Media { overview, poster, backdrop } = Media::from(movie);
    let media = Media {
        overview: overview.or(found.overview),
        poster: keep(tx, poster, found.poster)?,
        backdrop: keep(tx, backdrop, found.backdrop)?,
    };
    let names = |there: Vec<String>, found: Vec<String>| if there.is_empty() { found } else { there };
    let is = Details::from(movie);
    let details = Details {
        original_title: is.original_title.or(found.original_title),
        year: is.year.or(found.year),
        runtime_minutes: is.runtime_minutes.or(found.runtime_minutes),
        genres: names(is.genres, found.genres),
        directors: names(is.directors, found.directors),
        actors: names(is.actors, found.actors),
        imdb_id: is.imdb_id.or(found.imdb_id),
        tmdb_id: is.tmdb_id.or(found.tmdb_id),
        title: is.title,
    };
    update_details(tx, owner, movie, &details, &media, now)?;
    if let Some(collection) = found.tmdb_collection_id {
        set_collection(tx, owner, movie.id, Some(collection))?;
    }
    Ok(details)
}

const SET_COLLECTION: &str = "UPDATE movies SET tmdb_collection_id = $3 WHERE owner_id = $1 AND id = $2";

/// Notes which collection of TMDB a film, which was found in this transaction, belongs to.
pub(crate) fn set_collection(tx: &mut Tx, owner: UserId, id: MovieId, collection: Option<i64>) -> Result<(), Error> {
    tx.execute(SET_COLLECTION, &[&owner, &id, &collection]).map(drop)
}

/// Writes what a film is that was found in this transaction. As nothing of it is the owner's own, what they did before can
/// still be taken back.
pub(crate) fn update_details(
    tx: &mut Tx,
    owner: UserId,
    movie: &Movie,
    details: &Details,
    media: &Media,
    now: Timestamp,
) -> Result<(), Error> {
    update!(
        tx,
        MOVIES {
            title: details.title,
            title_sort: title_sort(&details.title),
            original_title: details.original_title,
            year: details.year,
            runtime_minutes: details.runtime_minutes,
            genres: labels::join(&details.genres),
            directors: labels::join(&details.directors),
            actors: labels::join(&details.actors),
            imdb_id: details.imdb_id,
            tmdb_id: details.tmdb_id,
            overview: media.overview,
            poster: media.poster,
            backdrop: media.backdrop,
        },
        set "version = version + 1, lookup_version = version + 1,
            lookup_since = CASE WHEN lookup_version = version THEN coalesce(lookup_since, version - 1) ELSE version END,
            updated_at = $3,
            entered_title = CASE WHEN title = $4 THEN entered_title ELSE NULL END,
            entered_sort = CASE WHEN title = $4 THEN entered_sort ELSE NULL END",
        where "owner_id = $1 AND id = $2 AND deleted_at IS NULL",
        [owner, movie.id, now, details.title]
    )?;
    if details.genres != movie.genres {
        labels::delete_labels(tx, owner, movie.id)?;
        labels::insert_labels(tx, owner, movie.id, &details.genres, &movie.tags)?;
    }
    update_search_text(
        tx,
        owner,
        movie.id,
        &details.title,
        details.original_title.as_deref(),
        [&details.genres, &movie.tags, &details.directors, &details.actors],
    )
}
