//! The ratings that a film was given.

use crate::error::{ApiError, Result};
use crate::request::extract::Id;
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use domain::ids::MovieId;
use domain::library::ratings::RatingHistory;
use storage::library::{movies, ratings};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_ratings))
}

/// List the ratings that a film was given, latest first: those of its watches, and those of the film itself.
#[utoipa::path(get, path = "/api/movies/{id}/ratings", tag = MOVIES, responses((status = 200, body = RatingHistory)))]
async fn list_ratings(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<axum::Json<RatingHistory>> {
    let history = state
        .store
        .read(move |tx| {
            movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
            ratings::list_ratings(tx, caller.id, id).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(history))
}
