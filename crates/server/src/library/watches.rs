//! Watches: each viewing of a film, and the diary of all of them.

use crate::error::{ApiError, Result};
use crate::request::etag::{etag, not_modified, with_etag};
use crate::request::extract::{Id, IfMatch, IfNoneMatch, Json, Listed};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::WATCHES;
use crate::request::openapi::routes;
use crate::request::renewal::{Renewal, Renewed};
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{MovieId, UndoId, UserId, WatchId};
use domain::library::undo::Undoable;
use domain::library::watches::{Watch, WatchDraft};
use domain::library::watches_query::WatchesQuery;
use domain::pages::Page;
use domain::problems::Problem;
use domain::queries::NoQuery;
use domain::versions::Versioned;
use storage::Tx;
use storage::library::{movies, watches};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_movie_watches, create_watch))
        .routes(routes!(get_watch, update_watch, delete_watch))
        .routes(routes!(list_watches))
}

/// List the watches of a film, latest first; those without a date last.
#[utoipa::path(get, path = "/api/movies/{id}/watches", tag = WATCHES, responses((status = 200, body = Page<Watch>)))]
async fn list_movie_watches(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    Listed(NoQuery, page): Listed,
    renewal: Renewal,
) -> Result<Renewed<Page<Watch>>> {
    let list = move |tx: &mut Tx| {
        movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
        renewal.of(tx, caller.id, |tx| watches::list_movie_watches(tx, caller.id, id, &page))
    };
    state.store.read(list).await
}

/// Add a watch. Takes the film off the watchlist; a rating or a like is the film’s as well.
#[utoipa::path(post, path = "/api/movies/{id}/watches", tag = WATCHES, request_body = WatchDraft, responses((status = 201, body = Watch, headers(
    ("Location" = String, description = "Where the watch is."),
    ("ETag" = String, description = "Its version."),
))))]
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
                Ok(idempotency::created(&watch, format!("/api/watches/{id}"), Some(watch.etag())))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

/// Get a watch.
#[utoipa::path(get, path = "/api/watches/{id}", tag = WATCHES, responses(
    (status = 200, body = Watch, headers(("ETag" = String, description = "Its version."))),
    (status = 304, description = "The version of If-None-Match is still the newest."),
))]
async fn get_watch(state: State, caller: Caller, Id(id): Id<WatchId>, known: IfNoneMatch) -> Result<Response> {
    let watch = state.store.read_inline(move |tx| watches::find_watch(tx, caller.id, id)).await?;
    let watch = watch.ok_or_else(ApiError::not_found)?;
    let etag = etag(&watch)?;
    if known.knows(&etag) { Ok(not_modified(etag)) } else { with_etag(watch) }
}

/// Replace a watch. A new rating of a film’s latest watch is the film’s as well.
#[utoipa::path(put, path = "/api/watches/{id}", tag = WATCHES, request_body = WatchDraft, responses(
    (status = 200, body = Watch, headers(("ETag" = String, description = "Its new version."))),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn update_watch(
    state: State,
    caller: Caller,
    Id(id): Id<WatchId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let fields = body.parse(|draft: &WatchDraft| draft.parse(state.clock.today()))?;
    let now = state.clock.now();
    let watch = state
        .store
        .write(move |tx| {
            let before = find_for_change(tx, caller.id, id, &if_match)?;
            watches::update_watch(tx, caller.id, &before, &fields, now)?;
            watches::find_watch(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(watch)
}

/// Delete a watch. It can be brought back.
#[utoipa::path(delete, path = "/api/watches/{id}", tag = WATCHES, responses(
    (status = 200, body = Undoable),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn delete_watch(
    state: State,
    caller: Caller,
    Id(id): Id<WatchId>,
    if_match: IfMatch,
) -> Result<axum::Json<Undoable>> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            watches::delete_watch_for_undo(tx, caller.id, id, undo, now).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(Undoable { undo }))
}

fn find_for_change(tx: &mut Tx, owner: UserId, id: WatchId, if_match: &IfMatch) -> Result<Watch> {
    let watch = watches::find_watch_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
    if_match.check(&etag(&watch)?)?;
    Ok(watch)
}

/// List the diary: all watches, latest first; those without a date last.
#[utoipa::path(get, path = "/api/watches", tag = WATCHES, responses((status = 200, body = Page<Watch>)))]
async fn list_watches(
    state: State,
    caller: Caller,
    Listed(query, page): Listed<WatchesQuery>,
    renewal: Renewal,
) -> Result<Renewed<Page<Watch>>> {
    let list = move |tx: &mut Tx| renewal.of(tx, caller.id, |tx| watches::list_watches(tx, caller.id, &query, &page));
    state.store.read_at_replica(list).await
}
