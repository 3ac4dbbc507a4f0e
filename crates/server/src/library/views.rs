//! Saved views: searches and filters of the films' list, under a name.

use crate::error::{ApiError, Result};
use crate::request::etag::{etag, with_etag};
use crate::request::extract::{Id, IfMatch, Json};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{UndoId, UserId, ViewId};
use domain::library::undo::Undoable;
use domain::library::views::{MAX_VIEWS, View, ViewDraft, Views};
use domain::problems::Problem;
use domain::versions::Versioned;
use storage::Tx;
use storage::library::views::{self, NotSaved};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_views, create_view)).routes(routes!(update_view, delete_view))
}

/// List your saved views, in their order.
#[utoipa::path(get, path = "/api/views", tag = MOVIES, responses((status = 200, body = Views)))]
async fn list_views(state: State, caller: Caller) -> Result<axum::Json<Views>> {
    let items = state.store.read_inline(move |tx| views::list_views(tx, caller.id)).await?;
    Ok(axum::Json(Views { items }))
}

/// Save a view; at most 100.
#[utoipa::path(post, path = "/api/views", tag = MOVIES, request_body = ViewDraft, responses((status = 201, body = View, headers(
    ("Location" = String, description = "Where the view is."),
    ("ETag" = String, description = "Its version."),
))))]
async fn create_view(state: State, caller: Caller, key: IdempotencyKey, body: Json) -> Result<Response> {
    let fields = body.parse(ViewDraft::parse)?;
    let (id, now, digest) = (ViewId(state.clock.id()), state.clock.now(), body.digest());
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                views::insert_view(tx, caller.id, id, &fields, now)?.map_err(refused)?;
                let view = views::find_view(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
                Ok(idempotency::created(&view, format!("/api/views/{id}"), Some(view.etag())))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

/// Change the given fields of a view: rename it, give it another query or move it.
#[utoipa::path(patch, path = "/api/views/{id}", tag = MOVIES, request_body(content = ref("#/components/schemas/ViewPatch"), description = "A merge patch (RFC 7396)."), responses(
    (status = 200, body = View, headers(("ETag" = String, description = "Its new version."))),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn update_view(
    state: State,
    caller: Caller,
    Id(id): Id<ViewId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let now = state.clock.now();
    let view = state
        .store
        .write(move |tx| {
            let before = find_for_change(tx, caller.id, id, &if_match)?;
            let fields = body.patch(&ViewDraft::from(&before), ViewDraft::parse)?;
            views::update_view(tx, caller.id, id, &fields, now)?.map_err(refused)?;
            views::find_view(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(view)
}

/// Delete a view. `POST /api/undo` brings it back.
#[utoipa::path(delete, path = "/api/views/{id}", tag = MOVIES, responses(
    (status = 200, body = Undoable),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn delete_view(
    state: State,
    caller: Caller,
    Id(id): Id<ViewId>,
    if_match: IfMatch,
) -> Result<axum::Json<Undoable>> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            views::delete_view_for_undo(tx, caller.id, id, undo, now).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(Undoable { undo }))
}

fn find_for_change(tx: &mut Tx, owner: UserId, id: ViewId, if_match: &IfMatch) -> Result<View> {
    let view = views::find_view_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
    if_match.check(&etag(&view)?)?;
    Ok(view)
}

fn refused(why: NotSaved) -> ApiError {
    match why {
        NotSaved::NameTaken => ApiError::field("name", "taken", "You have a view of this name. Choose another one."),
        NotSaved::TooMany => {
            let message = format!("You have {MAX_VIEWS} views, which is the most. Delete one first.");
            ApiError::field("name", "too_many", message)
        }
    }
}
