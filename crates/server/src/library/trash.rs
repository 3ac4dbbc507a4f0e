//! The trash: deleted films, for 30 days.

use crate::error::{ApiError, Result};
use crate::request::etag::with_etag;
use crate::request::extract::{Id, Listed};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::MovieId;
use domain::library::movies::{Movie, MovieSummary};
use domain::pages::Page;
use domain::queries::NoQuery;
use http::StatusCode;
use storage::library::{movies, trash};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_trash)).routes(routes!(erase_movie)).routes(routes!(restore_movie))
}

/// List deleted films, last deleted first.
#[utoipa::path(get, path = "/api/trash", tag = MOVIES, responses((status = 200, body = Page<MovieSummary>)))]
async fn list_trash(
    state: State,
    caller: Caller,
    Listed(NoQuery, page): Listed,
) -> Result<axum::Json<Page<MovieSummary>>> {
    Ok(axum::Json(state.store.read(move |tx| trash::list_trash(tx, caller.id, &page)).await?))
}

/// Restore a film from the trash.
#[utoipa::path(post, path = "/api/trash/{id}/restore", tag = MOVIES, responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its version."))),
))]
async fn restore_movie(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<Response> {
    let now = state.clock.now();
    let movie = state
        .store
        .write(move |tx| {
            trash::restore_movie(tx, caller.id, id, now)?;
            // One that is there already needs no restoring: a repeated request is no error.
            movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(movie)
}

/// Delete a film in the trash permanently.
#[utoipa::path(delete, path = "/api/trash/{id}", tag = MOVIES, responses((status = 204)))]
async fn erase_movie(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<StatusCode> {
    let now = state.clock.now();
    let erased = state.store.write(move |tx| trash::erase_movie(tx, caller.id, id, now)).await?;
    if erased { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}
