//! Watches: each viewing of a film, and the diary of all of them.

use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Listed};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::WATCHES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{MovieId, WatchId};
use domain::library::watches::{Watch, WatchDraft};
use domain::pages::Page;
use domain::queries::NoQuery;
use http::StatusCode;
use storage::library::{movies, watches};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_movie_watches, create_watch))
        .routes(routes!(update_watch, delete_watch))
        .routes(routes!(list_watches))
}

/// List the watches of a film, latest first; those without a date last.
#[utoipa::path(get, path = "/api/movies/{id}/watches", tag = WATCHES, responses((status = 200, body = Page<Watch>)))]
async fn list_movie_watches(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    Listed(NoQuery, page): Listed,
) -> Result<axum::Json<Page<Watch>>> {
    let list = state
        .store
        .read(move |tx| {
            movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
            watches::list_movie_watches(tx, caller.id, id, &page).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(list))
}

/// Add a watch. Takes the film off the watchlist.
#[utoipa::path(post, path = "/api/movies/{id}/watches", tag = WATCHES, request_body = WatchDraft, responses((status = 201, body = Watch, headers(("Location" = String, description = "Where the watch is.")))))]
async fn create_watch(
    state: State,
    caller: Caller,
    Id(movie): Id<MovieId>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response> {
    let fields = body.parse(|draft: &WatchDraft| draft.parse(state.clock.today()))?;
    let (id, now, digest) = (state.watch_id(), state.clock.now(), body.digest());
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                watches::insert_watch(tx, caller.id, movie, id, &fields, now)?;
                let watch = watches::find_watch(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
                Ok(idempotency::created(&watch, format!("/api/watches/{id}"), None))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

/// Replace a watch.
#[utoipa::path(put, path = "/api/watches/{id}", tag = WATCHES, request_body = WatchDraft, responses((status = 200, body = Watch)))]
async fn update_watch(state: State, caller: Caller, Id(id): Id<WatchId>, body: Json) -> Result<axum::Json<Watch>> {
    let fields = body.parse(|draft: &WatchDraft| draft.parse(state.clock.today()))?;
    let now = state.clock.now();
    let watch = state
        .store
        .write(move |tx| {
            watches::update_watch(tx, caller.id, id, &fields, now)?;
            watches::find_watch(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok(axum::Json(watch))
}

/// Delete a watch.
#[utoipa::path(delete, path = "/api/watches/{id}", tag = WATCHES,
    responses((status = 204)))]
async fn delete_watch(state: State, caller: Caller, Id(id): Id<WatchId>) -> Result<StatusCode> {
    let now = state.clock.now();
    let deleted = state.store.write(move |tx| watches::delete_watch(tx, caller.id, id, now)).await?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

/// List the diary: all watches, latest first; those without a date last.
#[utoipa::path(get, path = "/api/watches", tag = WATCHES, responses((status = 200, body = Page<Watch>)))]
async fn list_watches(state: State, caller: Caller, Listed(NoQuery, page): Listed) -> Result<axum::Json<Page<Watch>>> {
    Ok(axum::Json(state.store.read(move |tx| watches::list_watches(tx, caller.id, &page)).await?))
}
