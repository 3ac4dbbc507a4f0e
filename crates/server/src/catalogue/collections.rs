//! Films that belong together: series of the catalogue, and collections of TMDB for films that are in none.

mod fetching;

pub use fetching::refresh_collections;

use super::languages::language;
use super::movies::{ask, titled, with_own};
use crate::error::{ApiError, Result};
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use ::catalogue::film::{Id, Part, imdb_id};
use ::catalogue::finding::{Catalogue, Found};
use axum::extract::Path;
use domain::catalogue::collections::{
    COVER_MOVIES, Collection, CollectionMovie, CollectionName, CollectionSummary, Collections, MAX_COLLECTIONS,
};
use domain::catalogue::movies::{CatalogueMovie, imdb_number};
use domain::ids::MovieId;
use fetching::{films_of, movies_of};
use http::HeaderMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use storage::library::collections::{MoviePart, list_movie_parts, list_tmdb_collections};
use utoipa_axum::router::OpenApiRouter;

/// What the IDs of TMDB's collections begin with.
const PREFIX: &str = "tmdb:";

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_collections)).routes(routes!(get_collection))
}

/// List the collections that your films are part of, with how many of their films you have watched and which is next.
/// Series in the catalogue take precedence over collections at TMDB.
#[utoipa::path(get, path = "/api/collections", tag = CATALOGUE, responses((status = 200, body = Collections)))]
async fn list_collections(state: State, caller: Caller) -> Result<axum::Json<Collections>> {
    let own = state.store.read(move |tx| list_movie_parts(tx, caller.id)).await?;
    let asked = own.clone();
    let (mut found, known) = ask(&state, move |catalogue| series_of(catalogue, &asked)).await?.unwrap_or_default();
    let others: BTreeSet<i64> =
        own.iter().filter(|it| !known.contains(&it.id)).filter_map(|it| it.tmdb_collection_id).collect();
    let others: Vec<i64> = others.into_iter().collect();
    let fetched = state.store.read(move |tx| list_tmdb_collections(tx, &others)).await?;
    found.extend(fetched.into_iter().map(|it| Unmatched {
        name: CollectionName { id: format!("{PREFIX}{}", it.id), name: it.name },
        movies: movies_of(&it.parts),
    }));
    let own = Own::new(&own);
    let mut items: Vec<CollectionSummary> = found.into_iter().map(|it| it.summary(&own)).collect();
    items
        .sort_by_cached_key(|it| (it.next.is_none(), Reverse(it.watched_count), it.name.to_lowercase(), it.id.clone()));
    items.truncate(MAX_COLLECTIONS);
    Ok(axum::Json(Collections { items }))
}

/// Get a collection with all of its films in their order, and what you have seen of them.
#[utoipa::path(get, path = "/api/collections/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The collection’s ID, such as `Q3042808` or `tmdb:230`")),
    responses((status = 200, body = Collection)))]
async fn get_collection(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<axum::Json<Collection>> {
    let wanted = language(&state, caller.id, &headers).await?;
    let found = if let Some(number) = id.strip_prefix(PREFIX) {
        let number: i64 = number.parse().map_err(|_| ApiError::not_found())?;
        let fetched = state.store.read(move |tx| list_tmdb_collections(tx, &[number])).await?;
        fetched.into_iter().next().map(|it| (it.name, films_of(&it.parts)))
    } else {
        let number: u32 = id.strip_prefix('Q').and_then(|it| it.parse().ok()).ok_or_else(ApiError::not_found)?;
        let read = wanted.get(..2).and_then(|language| language.parse().ok());
        let find = move |catalogue: &Catalogue| {
            let Some(series) = catalogue.series(number)? else { return Ok(None) };
            let films = catalogue.films_of_series(&series)?.into_iter();
            let films = films.map(|film| titled(catalogue, film, read)).collect::<Result<Vec<_>, Error>>()?;
            Ok(Some((series.name, films)))
        };
        ask(&state, find).await?.flatten()
    };
    let (name, movies) = found.ok_or_else(ApiError::not_found)?;
    let movies = with_own(&state, caller.id, movies).await?;
    let is_watched = |it: &&CatalogueMovie| it.movie.as_ref().is_some_and(|movie| movie.watch_count > 0);
    let watched_count = movies.iter().filter(is_watched).count() as u64;
    Ok(axum::Json(Collection { id, name, watched_count, movies }))
}

/// The collections that a film is part of.
pub async fn collections_of(state: &State, film: MoviePart) -> Result<Vec<CollectionName>> {
    let tmdb_collection_id = film.tmdb_collection_id;
    let find = move |catalogue: &Catalogue| {
        let mut names = Vec::new();
        for part in parts_of(catalogue, &film)? {
            let series = catalogue.series(part.series)?;
            names.extend(series.map(|it| CollectionName { id: format!("Q{}", it.id), name: it.name }));
        }
        Ok(names)
    };
    let names = ask(state, find).await?.unwrap_or_default();
    let Some(id) = tmdb_collection_id.filter(|_| names.is_empty()) else { return Ok(names) };
    let fetched = state.store.read(move |tx| list_tmdb_collections(tx, &[id])).await?;
    Ok(fetched.into_iter().map(|it| CollectionName { id: format!("{PREFIX}{id}"), name: it.name }).collect())
}

/// A collection of which it isn't known yet which films are one's own.
struct Unmatched {
    name: CollectionName,
    /// The films, each with its number at TMDB.
    movies: Vec<(CollectionMovie, Option<i64>)>,
}

/// One's own films by their IDs elsewhere.
struct Own<'a> {
    by_imdb: HashMap<&'a str, &'a MoviePart>,
    by_tmdb: HashMap<i64, &'a MoviePart>,
}

impl<'a> Own<'a> {
    fn new(all: &'a [MoviePart]) -> Self {
        Self {
            by_imdb: all.iter().filter_map(|it| Some((it.imdb_id.as_deref()?, it))).collect(),
            by_tmdb: all.iter().filter_map(|it| Some((it.tmdb_id?, it))).collect(),
        }
    }

    fn find(&self, id: &str, tmdb: Option<i64>) -> Option<&'a MoviePart> {
        self.by_imdb.get(id).or_else(|| self.by_tmdb.get(&tmdb?)).copied()
    }
}

impl Unmatched {
    fn summary(self, own: &Own<'_>) -> CollectionSummary {
        let Self { name: CollectionName { id, name }, movies } = self;
        let (mut watched_count, mut next) = (0, None);
        let movie_count = movies.len() as u64;
        let mut cover = Vec::new();
        for (mut movie, tmdb) in movies {
            let mine = own.find(&movie.id, tmdb);
            movie.movie_id = mine.map(|it| it.id);
            movie.poster_url = mine.and_then(|it| it.poster_url.clone());
            if mine.is_some_and(|it| it.watch_count > 0) {
                watched_count += 1;
            } else if next.is_none() {
                next = Some(movie.clone());
            }
            if cover.len() < COVER_MOVIES {
                cover.push(movie);
            }
        }
        CollectionSummary { id, name, movie_count, watched_count, next, cover }
    }
}

/// What a film of one's own is part of in the catalogue, by its ID at IMDb, or else at TMDB.
fn parts_of(catalogue: &Catalogue, film: &MoviePart) -> Result<Vec<Part>, Error> {
    let imdb = film.imdb_id.as_deref().and_then(imdb_number);
    let parts = imdb.map(|number| catalogue.parts_of(number)).transpose()?.unwrap_or_default();
    let tmdb = film.tmdb_id.and_then(|number| u32::try_from(number).ok()).filter(|_| parts.is_empty());
    let Some(found) = tmdb.map(|number| catalogue.film_of_tmdb(number)).transpose()?.flatten() else {
        return Ok(parts);
    };
    catalogue.parts(found.rank)
}

/// The series of these films, and which of the films are in one.
fn series_of(catalogue: &Catalogue, own: &[MoviePart]) -> Result<(Vec<Unmatched>, HashSet<MovieId>), Error> {
    let (mut all, mut known) = (BTreeMap::new(), HashSet::new());
    if !catalogue.has_series()? {
        return Ok((Vec::new(), known));
    }
    for film in own {
        for part in parts_of(catalogue, film)? {
            if let std::collections::btree_map::Entry::Vacant(entry) = all.entry(part.series) {
                entry.insert(catalogue.series(part.series)?);
            }
            if all.get(&part.series).is_some_and(Option::is_some) {
                known.insert(film.id);
            }
        }
    }
    let mut found = Vec::new();
    for series in all.into_values().flatten() {
        let films = catalogue.films_of_series(&series)?;
        let name = CollectionName { id: format!("Q{}", series.id), name: series.name };
        found.push(Unmatched { name, movies: films.into_iter().map(in_short).collect() });
    }
    Ok((found, known))
}

fn in_short(film: Found) -> (CollectionMovie, Option<i64>) {
    let movie = CollectionMovie {
        id: if let Id::Imdb(number) = film.id { imdb_id(number) } else { film.id.to_string() },
        title: film.title,
        year: film.year.and_then(|year| year.try_into().ok()),
        movie_id: None,
        poster_url: None,
    };
    (movie, film.tmdb.map(i64::from))
}
