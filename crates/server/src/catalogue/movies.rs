//! Films of the catalogue.

use super::second_source::{self, language};
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
use domain::library::movies::Movie;
use domain::problems::ProblemKind;
use http::HeaderMap;
use storage::Tx;
use storage::library::movies::{list_movies_by_imdb_ids, list_movies_by_tmdb_ids};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_catalogue_movies)).routes(routes!(get_catalogue_movie))
}

/// Find films in the catalogue, the best match first: for suggestions while somebody types. Where it has none, TMDB is
/// asked, if the server has a token for it: in the language of `Accept-Language`, and for a second at the most.
#[utoipa::path(get, path = "/api/catalogue/movies", tag = CATALOGUE, responses((status = 200, body = CatalogueMovies)))]
async fn list_catalogue_movies(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Asked(query): Asked<CatalogueQuery>,
) -> Result<axum::Json<CatalogueMovies>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT) as usize;
    let text = query.search.clone();
    let found = ask(&state, move |catalogue| match imdb_number(&query.search) {
        Some(number) => Ok(catalogue.film(number)?.into_iter().collect()),
        None => catalogue.find(&query.search, limit),
    })
    .await?;
    let mut items: Vec<_> = found.unwrap_or_default().into_iter().map(of_found).collect();
    if items.is_empty() {
        items = second_source::search(&state, &text, &language(&headers)).await?;
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
    let found = match imdb_number(&id) {
        Some(number) => ask(&state, move |catalogue| catalogue.film(number)).await?.flatten().map(of_found),
        None => second_source::film(&state, &id, &language(&headers)).await?,
    };
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

/// A film of the catalogue, as it is answered.
fn of_found(found: Found) -> CatalogueMovie {
    let id = imdb_id(found.imdb);
    CatalogueMovie {
        imdb_id: Some(id.clone()),
        id,
        title: found.title,
        original_title: found.original_title,
        year: found.year.and_then(|year| year.try_into().ok()),
        runtime_minutes: found.runtime_minutes.and_then(|minutes| minutes.try_into().ok()),
        genres: found.genres,
        directors: Vec::new(),
        cast: Vec::new(),
        tmdb_id: None,
        votes: found.votes,
        rating: (found.rating > 0).then(|| f64::from(found.rating) / 10.0),
        in_library: false,
        movie: None,
    }
}

/// The films that were found, each with that of the caller's own that is the same.
async fn with_own(state: &State, owner: UserId, mut found: Vec<CatalogueMovie>) -> Result<Vec<CatalogueMovie>> {
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
    let mut own = state.store.read(find).await?;
    for movie in &mut found {
        let is_same = |it: &Movie| {
            it.imdb_id.is_some() && it.imdb_id == movie.imdb_id || it.tmdb_id.is_some() && it.tmdb_id == movie.tmdb_id
        };
        movie.movie = own.iter().position(is_same).map(|index| Box::new(own.swap_remove(index)));
        movie.in_library = movie.movie.is_some();
    }
    Ok(found)
}
