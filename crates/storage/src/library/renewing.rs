//! What TMDB brought to films, which is renewed or goes in time.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::library::filling::{Details, Found, Media, fill, is_same_film, set_collection, update_details};
use crate::library::images::{NewImage, keep_image, release_image};
use crate::library::movies::{find_movie, find_movie_for_update};
use crate::schema::{Entity, entity, insert};
use domain::ids::{MovieId, UserId};
use domain::library::movies::Movie;
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The values that TMDB brought to a film. Its IDs aren't among them: they say which film it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Brought {
    #[serde(skip_serializing_if = "Option::is_none")]
    original_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_minutes: Option<i16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    genres: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overview: Option<String>,
    /// The names of pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    poster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backdrop: Option<String>,
}

impl From<&Movie> for Brought {
    fn from(movie: &Movie) -> Self {
        let Details { original_title, year, runtime_minutes, genres, directors, actors, .. } = movie.into();
        let Media { overview, poster, backdrop } = movie.into();
        Self { original_title, year, runtime_minutes, genres, directors, actors, overview, poster, backdrop }
    }
}

/// Makes the same of each of the values.
macro_rules! each {
    ($make:ident($($of:ident),+)) => {
        Brought {
            original_title: $make($($of.original_title.clone()),+),
            year: $make($($of.year),+),
            runtime_minutes: $make($($of.runtime_minutes),+),
            genres: $make($($of.genres.clone()),+),
            directors: $make($($of.directors.clone()),+),
            actors: $make($($of.actors.clone()),+),
            overview: $make($($of.overview.clone()),+),
            poster: $make($($of.poster.clone()),+),
            backdrop: $make($($of.backdrop.clone()),+),
        }
    };
}

/// What came to a film that lacked it.
#[expect(clippy::needless_pass_by_value, reason = "all are values of one kind")]
fn added<T: Default + PartialEq>(before: T, after: T) -> T {
    if before == T::default() { after } else { T::default() }
}

/// What was brought, unless something was brought before.
fn first<T: Default + PartialEq>(before: T, new: T) -> T {
    if before == T::default() { new } else { before }
}

/// What was brought, unless the owner has something else there by now.
#[expect(clippy::needless_pass_by_value, reason = "all are values of one kind")]
fn still<T: Default + PartialEq>(is: T, brought: T) -> T {
    if is == brought { brought } else { T::default() }
}

/// What a film becomes: what is fresh in the place of what was brought.
#[expect(clippy::needless_pass_by_value, reason = "all are values of one kind")]
fn renewed<T: Default + PartialEq>(is: T, brought: T, fresh: T) -> T {
    if brought == T::default() { is } else { fresh }
}

/// Seconds of a day.
const A_DAY: i64 = 24 * 3600;

/// A film with values that TMDB brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// The film.
    pub movie_id: MovieId,
    /// Whose it is.
    pub owner_id: UserId,
    /// When TMDB gave them.
    pub fetched_at: Timestamp,
}

entity! {
    Filling in TMDB_FILLINGS { movie_id, owner_id, fetched_at }
}

const FIND: &str = "SELECT brought FROM tmdb_fillings WHERE owner_id = $1 AND movie_id = $2";

fn find_brought(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<Brought, Error> {
    let found: Option<String> = tx.query_opt(FIND, &[&owner, &movie])?;
    Ok(found.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Gives a film what it lacks and was found. False when it means another film by now than `before`, when it was looked
/// up; or is gone.
///
/// What it is given is TMDB's, and is renewed when it's due.
pub fn fill_movie(
    tx: &mut Tx,
    owner: UserId,
    before: &Movie,
    found: Found,
    (now, due_at): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    let Some(movie) = find_movie_for_update(tx, owner, before.id)? else { return Ok(false) };
    if !is_same_film(&movie, before) {
        return Ok(false);
    }
    fill(tx, owner, &movie, found, now)?;
    note_filling(tx, owner, &movie, now, due_at)?;
    Ok(true)
}

/// Notes what TMDB has brought to a film, which was so before, in this transaction. What it brought earlier decides when
/// all of it is due.
fn note_filling(tx: &mut Tx, owner: UserId, before: &Movie, now: Timestamp, due_at: Timestamp) -> Result<(), Error> {
    let Some(after) = find_movie(tx, owner, before.id)? else { return Ok(()) };
    let (before, is) = (Brought::from(before), Brought::from(&after));
    let new = each!(added(before, is));
    if new == Brought::default() {
        return Ok(());
    }
    let earlier = find_brought(tx, owner, after.id)?;
    let earlier = each!(still(is, earlier));
    let brought = each!(first(earlier, new));
    let json = serde_json::to_string(&brought).unwrap_or_default();
    insert!(
        tx,
        TMDB_FILLINGS { movie_id: after.id, owner_id: owner, fetched_at: now, due_at: due_at, brought: json },
        "ON CONFLICT (movie_id) DO UPDATE SET brought = excluded.brought"
    )
    .map(drop)
}

/// Takes the film whose values have been due longest; until `lease`, nobody else gets it.
pub fn take_filling(tx: &mut Tx, now: Timestamp, lease: Timestamp) -> Result<Option<Filling>, Error> {
    // SQLite has one writer. On PostgreSQL, servers pass over the rows that others are taking.
    let skip = if tx.engine() == Engine::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE tmdb_fillings SET due_at = $2 WHERE movie_id = (
             SELECT movie_id FROM tmdb_fillings WHERE due_at <= $1 ORDER BY due_at, movie_id LIMIT 1 {skip})
         RETURNING {}",
        Filling::COLUMNS
    );
    tx.query_opt(&sql, &[&now, &lease])
}

const POSTPONE: &str = "UPDATE tmdb_fillings SET due_at = $3 WHERE owner_id = $1 AND movie_id = $2";

/// Has the values of a film renewed at that time.
pub fn postpone_filling(tx: &mut Tx, it: Filling, due_at: Timestamp) -> Result<(), Error> {
    tx.execute(POSTPONE, &[&it.owner_id, &it.movie_id, &due_at]).map(drop)
}

const RENEW: &str = "UPDATE tmdb_fillings SET fetched_at = $3, due_at = $4, brought = $5
    WHERE owner_id = $1 AND movie_id = $2";
const DELETE: &str = "DELETE FROM tmdb_fillings WHERE owner_id = $1 AND movie_id = $2";

/// Gives a film what TMDB says now in the place of what it said before. What the owner changed since stays.
pub fn renew_filling(tx: &mut Tx, it: Filling, found: Found, now: Timestamp, due_at: Timestamp) -> Result<(), Error> {
    let Filling { movie_id, owner_id, .. } = it;
    // One that is in the trash may come back.
    let Some(movie) = find_movie_for_update(tx, owner_id, movie_id)? else {
        return postpone_filling(tx, it, now.plus_seconds(A_DAY));
    };
    let keep = |tx: &mut Tx, image: Option<NewImage>, is_wanted: bool| match image.filter(|_| is_wanted) {
        Some(image) => keep_image(tx, owner_id, &image, now).map(Some),
        None => Ok(None),
    };
    let (is, brought) = (Brought::from(&movie), find_brought(tx, owner_id, movie_id)?);
    let brought = each!(still(is, brought));
    let fresh = Brought {
        original_title: found.original_title,
        year: found.year,
        runtime_minutes: found.runtime_minutes,
        genres: found.genres,
        directors: found.directors,
        actors: found.actors,
        overview: found.overview,
        poster: keep(tx, found.poster, brought.poster.is_some())?,
        backdrop: keep(tx, found.backdrop, brought.backdrop.is_some())?,
    };
    let after = each!(renewed(is, brought, fresh));
    if after != is {
        for (was, becomes) in [(&is.poster, &after.poster), (&is.backdrop, &after.backdrop)] {
            if let Some(was) = was.as_deref().filter(|_| was != becomes) {
                release_image(tx, owner_id, was, now)?;
            }
        }
        write(tx, owner_id, &movie, after, now)?;
    }
    if found.tmdb_collection_id.is_some() {
        set_collection(tx, owner_id, movie_id, found.tmdb_collection_id)?;
    }
    let empty = Brought::default();
    let brought = each!(renewed(empty, brought, fresh));
    if brought == empty {
        return tx.execute(DELETE, &[&owner_id, &movie_id]).map(drop);
    }
    let json = serde_json::to_string(&brought).unwrap_or_default();
    tx.execute(RENEW, &[&owner_id, &movie_id, &now, &due_at, &json]).map(drop)
}

fn write(tx: &mut Tx, owner: UserId, movie: &Movie, values: Brought, now: Timestamp) -> Result<(), Error> {
    let Brought { original_title, year, runtime_minutes, genres, directors, actors, .. } = values;
    let details = Details { original_title, year, runtime_minutes, genres, directors, actors, ..Details::from(movie) };
    let media = Media { overview: values.overview, poster: values.poster, backdrop: values.backdrop };
    update_details(tx, owner, movie, &details, &media, now)
}
