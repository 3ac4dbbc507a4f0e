//! What was found of films when they were looked up.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::images::{NewImage, keep_image};
use crate::library::labels;
use crate::library::movies::{find_movie_for_update, insert_search_text};
use crate::schema::update;
use domain::ids::UserId;
use domain::library::images::name_of;
use domain::library::movies::Movie;
use domain::times::Timestamp;

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

/// Gives a film what it lacks and was found. False when it means another film by now than `before`, when it was looked
/// up; or is gone.
pub fn fill_movie(tx: &mut Tx, owner: UserId, before: &Movie, found: Found, now: Timestamp) -> Result<bool, Error> {
    let Some(movie) = find_movie_for_update(tx, owner, before.id)? else { return Ok(false) };
    let means = |it: &Movie| (it.title.clone(), it.year, it.imdb_id.clone(), it.tmdb_id);
    if means(&movie) != means(before) {
        return Ok(false);
    }
    let keep = |tx: &mut Tx, there: Option<&str>, image: Option<NewImage>| match (there, image) {
        (None, Some(image)) => keep_image(tx, owner, &image, now).map(Some),
        (there, _) => Ok(there.map(|url| name_of(url).to_owned())),
    };
    let poster = keep(tx, movie.poster_url.as_deref(), found.poster)?;
    let backdrop = keep(tx, movie.backdrop_url.as_deref(), found.backdrop)?;
    let names = |there: &[String], found: Vec<String>| if there.is_empty() { found } else { there.to_vec() };
    let genres = names(&movie.genres, found.genres);
    let (directors, actors) = (names(&movie.directors, found.directors), names(&movie.actors, found.actors));
    let original_title = movie.original_title.clone().or(found.original_title);
    update!(
        tx,
        MOVIES {
            original_title: original_title,
            year: movie.year.or(found.year),
            runtime_minutes: movie.runtime_minutes.or(found.runtime_minutes),
            genres: labels::join(&genres),
            directors: labels::join(&directors),
            actors: labels::join(&actors),
            overview: movie.overview.clone().or(found.overview),
            imdb_id: movie.imdb_id.clone().or(found.imdb_id),
            tmdb_id: movie.tmdb_id.or(found.tmdb_id),
            tmdb_collection_id: found.tmdb_collection_id,
            poster: poster,
            backdrop: backdrop,
        },
        set "version = version + 1, lookup_version = version + 1, updated_at = $3",
        where "owner_id = $1 AND id = $2 AND deleted_at IS NULL",
        [owner, movie.id, now]
    )?;
    if genres != movie.genres {
        labels::delete_labels(tx, owner, movie.id)?;
        labels::insert_labels(tx, owner, movie.id, &genres, &movie.tags)?;
    }
    insert_search_text(
        tx,
        owner,
        movie.id,
        &movie.title,
        original_title.as_deref(),
        [&genres, &movie.tags, &directors, &actors],
    )?;
    Ok(true)
}
