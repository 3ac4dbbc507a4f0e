//! Films of the catalogue.

use super::credits::credits;
use super::languages::language;
use super::second_source;
use crate::error::{ApiError, Result};
use crate::request::extract::Asked;
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use ::catalogue::film::{Id, Role, imdb_id};
use ::catalogue::finding::people::Credit;
use ::catalogue::finding::{Catalogue, Found};
use ::catalogue::language::Language;
use axum::extract::Path;
use domain::catalogue::addresses::{FilmAddress, SHORT_ADDRESS, without_number};
use domain::catalogue::movies::{CatalogueMovie, CatalogueMovies, CatalogueQuery, DEFAULT_LIMIT};
use domain::ids::UserId;
use domain::problems::ProblemKind;
use http::HeaderMap;
use std::collections::HashMap;
use storage::Tx;
use storage::library::movies::{list_movies_by_imdb_ids, list_movies_by_tmdb_ids};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_catalogue_movies)).routes(routes!(get_catalogue_movie))
}

/// Find films in the catalogue, the best match first: for suggestions while somebody types. If the catalogue finds nothing
/// and the server has a TMDB token, TMDB is searched, for at most one second. Titles are in the language of
/// your account, or else in that of `Accept-Language`.
#[utoipa::path(get, path = "/api/catalogue/movies", tag = CATALOGUE, responses((status = 200, body = CatalogueMovies)))]
async fn list_catalogue_movies(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Asked(query): Asked<CatalogueQuery>,
) -> Result<axum::Json<CatalogueMovies>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT) as usize;
    let address = FilmAddress::of(&query.search);
    if address == Some(FilmAddress::Short) {
        return Err(ApiError::field("search", "short_address", SHORT_ADDRESS));
    }
    let (text, wanted) = (query.search.clone(), language(&state, caller.id, &headers).await?);
    let read = read_language(&wanted);
    let of_address = address.clone();
    let found = ask(&state, move |catalogue| {
        let found = match of_address {
            Some(FilmAddress::Imdb(number)) => catalogue.film(number)?.into_iter().collect(),
            Some(FilmAddress::Tmdb(number)) => catalogue.film_of_tmdb(number)?.into_iter().collect(),
            Some(FilmAddress::Letterboxd(words)) => named(catalogue, &words, limit)?,
            Some(FilmAddress::Short) | None => catalogue.find(&query.search, limit)?,
        };
        found.into_iter().map(|film| described(catalogue, film, read)).collect::<Result<Vec<_>, Error>>()
    })
    .await?;
    let mut items = found.unwrap_or_default();
    if items.is_empty() {
        items = match address {
            Some(FilmAddress::Tmdb(number)) => {
                second_source::film_of(&state, i64::from(number), &wanted).await?.into_iter().collect()
            }
            Some(FilmAddress::Letterboxd(words)) => second_source::search(&state, &words, &wanted).await?,
            _ => second_source::search(&state, &text, &wanted).await?,
        };
        items.truncate(limit);
    }
    let items = with_own(&state, caller.id, items).await?;
    Ok(axum::Json(CatalogueMovies { items }))
}

/// Get a film of the catalogue.
#[utoipa::path(get, path = "/api/catalogue/movies/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The film’s ID in the catalogue, such as `tt0113277`, or `tmdb:949`")),
    responses((status = 200, body = CatalogueMovie)))]
async fn get_catalogue_movie(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<axum::Json<CatalogueMovie>> {
    let wanted = language(&state, caller.id, &headers).await?;
    let found = match id.parse::<Id>() {
        Ok(id) => {
            let read = read_language(&wanted);
            let film = ask(&state, move |catalogue| {
                let film = catalogue.film_of(id)?;
                let with_people = |film: Found| {
                    let credits = credits(catalogue, film.rank)?;
                    Ok::<_, Error>(CatalogueMovie { credits, ..described(catalogue, film, read)? })
                };
                film.map(with_people).transpose()
            });
            film.await?.flatten()
        }
        Err(_) => second_source::film(&state, &id, &wanted).await?,
    };
    let mut movies = with_own(&state, caller.id, found.into_iter().collect()).await?;
    movies.pop().map(axum::Json).ok_or_else(ApiError::not_found)
}

/// Asks the catalogue, where there is one.
pub async fn ask<T: Send + 'static>(
    state: &State,
    ask: impl FnOnce(&Catalogue) -> Result<T, Error> + Send + 'static,
) -> Result<Option<T>> {
    let state = state.clone();
    let asked = tokio::task::spawn_blocking(move || state.catalogue.with(ask)).await;
    let asked = asked.map_err(|error| ApiError::new(ProblemKind::Internal, format!("the catalogue: {error}")))?;
    // One that is damaged is as good as none, until it is built anew.
    Ok(asked.unwrap_or_else(|error| {
        tracing::error!(%error, "the catalogue can't be read");
        None
    }))
}

/// The films that fit the name that Letterboxd has for one. Where several have the title, it ends in a year, or in a number
/// that means nothing elsewhere.
fn named(catalogue: &Catalogue, words: &str, limit: usize) -> Result<Vec<Found>, Error> {
    let found = catalogue.find(words, limit)?;
    match without_number(words).filter(|_| found.is_empty()) {
        Some(title) => catalogue.find(title, limit),
        None => Ok(found),
    }
}

/// The language of titles in the catalogue, out of the one that a caller prefers.
pub fn read_language(wanted: &str) -> Option<Language> {
    wanted.get(..2).and_then(|language| language.parse().ok())
}

/// A film with its people, by its title in a language if it has one there.
///
/// # Errors
/// When the catalogue can't be read.
pub fn described(catalogue: &Catalogue, film: Found, language: Option<Language>) -> Result<CatalogueMovie, Error> {
    let credits = catalogue.credits(film.rank)?;
    let (directors, actors): (Vec<_>, Vec<_>) = credits.into_iter().partition(|it| it.role == Role::Director);
    let names = |people: Vec<Credit>| people.into_iter().map(|it| it.name).collect();
    let movie = titled(catalogue, film, language)?;
    Ok(CatalogueMovie { directors: names(directors), actors: names(actors), ..movie })
}

/// A film by its title in a language if it has one there, without its people.
pub fn titled(catalogue: &Catalogue, film: Found, language: Option<Language>) -> Result<CatalogueMovie, Error> {
    let translated = language.and_then(|language| catalogue.title_in(film.rank, language).transpose()).transpose()?;
    let (title, original_title) = match translated {
        Some(title) => (title, film.original_title.or(Some(film.title))),
        None => (film.title, film.original_title),
    };
    let imdb_id = if let Id::Imdb(number) = film.id { Some(imdb_id(number)) } else { None };
    Ok(CatalogueMovie {
        id: film.id.to_string(),
        imdb_id,
        original_title: original_title.filter(|original| *original != title),
        title,
        year: film.year.and_then(|year| year.try_into().ok()),
        runtime_minutes: film.runtime_minutes.and_then(|minutes| minutes.try_into().ok()),
        genres: film.genres,
        directors: Vec::new(),
        actors: Vec::new(),
        credits: Vec::new(),
        tmdb_id: film.tmdb.map(i64::from),
        votes: film.votes,
        rating: (film.rating > 0).then(|| f64::from(film.rating) / 10.0),
        in_library: false,
        movie: None,
    })
}

/// The films that were found, each with that of the caller's own that is the same.
pub async fn with_own(state: &State, owner: UserId, mut found: Vec<CatalogueMovie>) -> Result<Vec<CatalogueMovie>> {
    if found.is_empty() {
        return Ok(found);
    }
    let imdb_ids: Vec<String> = found.iter().filter_map(|it| it.imdb_id.clone()).collect();
    let tmdb_ids: Vec<i64> = found.iter().filter_map(|it| it.tmdb_id).collect();
    let find = move |tx: &mut Tx| {
        let mut own = list_movies_by_imdb_ids(tx, owner, &imdb_ids)?;
        if !tmdb_ids.is_empty() {
            own.extend(list_movies_by_tmdb_ids(tx, owner, &tmdb_ids)?);
        }
        Ok::<_, storage::Error>(own)
    };
    let own = state.store.read(find).await?;
    let by_id: HashMap<_, _> = own.iter().filter_map(|it| Some((it.imdb_id.as_deref()?, it))).collect();
    let by_number: HashMap<_, _> = own.iter().filter_map(|it| Some((it.tmdb_id?, it))).collect();
    for movie in &mut found {
        let same = movie.imdb_id.as_deref().and_then(|id| by_id.get(id));
        let same = same.or_else(|| by_number.get(&movie.tmdb_id?));
        movie.movie = same.map(|it| Box::new((*it).clone()));
        movie.in_library = movie.movie.is_some();
    }
    Ok(found)
}
