//! Films of the catalogue.

use crate::error::{ApiError, Result};
use crate::request::extract::Asked;
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::film::imdb_id;
use ::catalogue::finding::{Catalogue, Found};
use axum::extract::Path;
use domain::catalogue::movies::{CatalogueMovie, CatalogueMovies, CatalogueQuery, DEFAULT_LIMIT, imdb_number};
use domain::ids::UserId;
use domain::problems::ProblemKind;
use std::collections::HashMap;
use storage::library::movies::list_movies_by_imdb_ids;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_catalogue_movies)).routes(routes!(get_catalogue_movie))
}

/// Find films in the catalogue, the best match first: for suggestions while somebody types.
#[utoipa::path(get, path = "/api/catalogue/movies", tag = CATALOGUE, responses((status = 200, body = CatalogueMovies)))]
async fn list_catalogue_movies(
    state: State,
    caller: Caller,
    Asked(query): Asked<CatalogueQuery>,
) -> Result<axum::Json<CatalogueMovies>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT) as usize;
    let found = ask(&state, move |catalogue| match imdb_number(&query.search) {
        Some(number) => Ok(catalogue.film(number)?.into_iter().collect()),
        None => catalogue.find(&query.search, limit),
    })
    .await?;
    let items = with_own(&state, caller.id, found.unwrap_or_default()).await?;
    Ok(axum::Json(CatalogueMovies { items }))
}

/// Get a film of the catalogue.
#[utoipa::path(get, path = "/api/catalogue/movies/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The film’s ID in the catalogue, such as `tt0113277`")),
    responses((status = 200, body = CatalogueMovie)))]
async fn get_catalogue_movie(
    state: State,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<axum::Json<CatalogueMovie>> {
    let number = imdb_number(&id).ok_or_else(ApiError::not_found)?;
    let found = ask(&state, move |catalogue| catalogue.film(number)).await?.flatten();
    let mut movies = with_own(&state, caller.id, found.into_iter().collect()).await?;
    movies.pop().map(axum::Json).ok_or_else(ApiError::not_found)
}

/// Asks the catalogue, where there is one.
async fn ask<T: Send + 'static>(
    state: &State,
    ask: impl FnOnce(&Catalogue) -> std::result::Result<T, ::catalogue::error::Error> + Send + 'static,
) -> Result<Option<T>> {
    let state = state.clone();
    let asked = tokio::task::spawn_blocking(move || state.catalogue.with(ask)).await;
    let failed =
        |error: &dyn std::error::Error| ApiError::new(ProblemKind::Internal, format!("the catalogue: {error}"));
    asked.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

/// The films that were found, each with that of the caller's own that is the same.
async fn with_own(state: &State, owner: UserId, found: Vec<Found>) -> Result<Vec<CatalogueMovie>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = found.iter().map(|it| imdb_id(it.imdb)).collect();
    let own = state.store.read(move |tx| list_movies_by_imdb_ids(tx, owner, &ids)).await?;
    let mut own: HashMap<_, _> = own.into_iter().filter_map(|movie| Some((movie.imdb_id.clone()?, movie))).collect();
    let movie = |found: Found| {
        let id = imdb_id(found.imdb);
        let movie = own.remove(&id).map(Box::new);
        CatalogueMovie {
            imdb_id: Some(id.clone()),
            id,
            title: found.title,
            original_title: found.original_title,
            year: found.year.and_then(|year| year.try_into().ok()),
            runtime_minutes: found.runtime_minutes.and_then(|minutes| minutes.try_into().ok()),
            genres: found.genres,
            directors: Vec::new(),
            actors: Vec::new(),
            tmdb_id: None,
            votes: found.votes,
            rating: (found.rating > 0).then(|| f64::from(found.rating) / 10.0),
            in_library: movie.is_some(),
            movie,
        }
    };
    Ok(found.into_iter().map(movie).collect())
}
