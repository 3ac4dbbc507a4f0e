//! People of the catalogue, and their films.

use super::credits::{number_of, role_of};
use super::languages::language;
use super::movies::{ask, titled, with_own};
use crate::error::{ApiError, Result};
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use axum::extract::Path;
use domain::catalogue::people::{CatalogueMovieCredit, CataloguePerson};
use domain::library::ratings::Rating;
use http::HeaderMap;
use std::collections::BTreeMap;
use utoipa_axum::router::OpenApiRouter;

/// The most films of a person that are told.
const MAX_CREDITS: usize = 1000;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_catalogue_person))
}

/// Get a person of the catalogue with their films, and what you have seen of them.
#[utoipa::path(get, path = "/api/catalogue/people/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The person’s ID in the catalogue, such as `nm0000520`")),
    responses((status = 200, body = CataloguePerson)))]
async fn get_catalogue_person(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<axum::Json<CataloguePerson>> {
    let read = language(&state, caller.id, &headers).await?.get(..2).and_then(|language| language.parse().ok());
    let wanted = id.clone();
    let found = ask(&state, move |catalogue| {
        let Some(number) = number_of(catalogue.origin()?, &wanted) else { return Ok(None) };
        let Some(person) = catalogue.person(number)? else { return Ok(None) };
        let films = person.films.into_iter().take(MAX_CREDITS);
        let films: Vec<_> = films
            .map(|(role, film)| Ok((role_of(role), titled(catalogue, film, read)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Some((person.name, films)))
    });
    let (name, films) = found.await?.flatten().ok_or_else(ApiError::not_found)?;
    let (roles, movies): (Vec<_>, Vec<_>) = films.into_iter().unzip();
    let movies = with_own(&state, caller.id, movies).await?;
    let credits = roles.into_iter().zip(movies).map(|(role, movie)| CatalogueMovieCredit { role, movie }).collect();
    Ok(axum::Json(person(id, name, credits)))
}

fn person(id: String, name: String, credits: Vec<CatalogueMovieCredit>) -> CataloguePerson {
    // A film counts once, whatever they did for it.
    let own: BTreeMap<_, _> =
        credits.iter().filter_map(|it| it.movie.movie.as_ref()).map(|movie| (movie.id, movie)).collect();
    let ratings: Vec<f64> = own.values().filter_map(|movie| movie.rating.map(Rating::stars)).collect();
    let count = u32::try_from(ratings.len()).unwrap_or(u32::MAX);
    let average = || (ratings.iter().sum::<f64>() / f64::from(count) * 100.0).round() / 100.0;
    CataloguePerson {
        id,
        name,
        watched_count: own.values().filter(|movie| movie.watch_count > 0).count() as u64,
        average_rating: (count > 0).then(average),
        credits,
    }
}
