//! The bin: deleted films, for 30 days.

use crate::error::{ApiError, Result};
use crate::request::etag::with_etag;
use crate::request::extract::{Id, Paging};
use crate::request::tags::MOVIES;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::MovieId;
use domain::library::movies::Movie;
use domain::pages::Page;
use http::StatusCode;
use storage::library::{bin, movies};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_bin)).routes(routes!(erase_movie)).routes(routes!(restore_movie))
}

/// The deleted films, the last one first.
#[utoipa::path(get, path = "/api/bin", tag = MOVIES, params(
    ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Films on a page, 1 to 100; default 50."),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
), responses((status = 200, body = Page<Movie>)))]
async fn list_bin(state: State, caller: Caller, Paging(page): Paging) -> Result<axum::Json<Page<Movie>>> {
    Ok(axum::Json(state.store.read(move |tx| bin::list_bin(tx, caller.id, &page)).await?))
}

/// Take a film back out of the bin.
#[utoipa::path(post, path = "/api/bin/{id}/restore", tag = MOVIES, params(("id" = MovieId, Path)), responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its version."))),
))]
async fn restore_movie(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<Response> {
    let now = state.clock.now();
    let movie = state
        .store
        .write(move |tx| {
            bin::restore_movie(tx, caller.id, id, now)?;
            // One that is there already needs no restoring: a repeated request is no error.
            movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok(with_etag(movie))
}

/// Delete a film in the bin for ever.
#[utoipa::path(delete, path = "/api/bin/{id}", tag = MOVIES, params(("id" = MovieId, Path)), responses((status = 204)))]
async fn erase_movie(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<StatusCode> {
    let erased = state.store.write(move |tx| bin::erase_movie(tx, caller.id, id)).await?;
    if erased { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}
