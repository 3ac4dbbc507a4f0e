//! The tags of the caller's films and lists.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::extract::Path;
use domain::ids::{UndoId, UserId};
use domain::library::tags::{TagChange, TagDraft, Tags};
use storage::library::tags;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_tags)).routes(routes!(rename_tag, delete_tag))
}

/// List all tags of your films and lists, most used first.
#[utoipa::path(get, path = "/api/tags", tag = MOVIES, responses((status = 200, body = Tags)))]
async fn list_tags(state: State, caller: Caller) -> Result<axum::Json<Tags>> {
    Ok(axum::Json(state.store.read_at_replica(move |tx| tags::list_tags(tx, caller.id)).await?))
}

/// Rename a tag on all your films and lists. The name of another tag merges the two.
#[utoipa::path(patch, path = "/api/tags/{name}", tag = MOVIES, request_body = TagDraft,
    params(("name" = String, Path, description = "The tag, in any spelling.")),
    responses((status = 200, body = TagChange)))]
async fn rename_tag(
    state: State,
    caller: Caller,
    Path(name): Path<String>,
    body: Json,
) -> Result<axum::Json<TagChange>> {
    let to = body.parse(TagDraft::parse)?;
    change(&state, caller.id, name, Some(to)).await
}

/// Remove a tag from all your films and lists.
#[utoipa::path(delete, path = "/api/tags/{name}", tag = MOVIES,
    params(("name" = String, Path, description = "The tag, in any spelling.")),
    responses((status = 200, body = TagChange)))]
async fn delete_tag(state: State, caller: Caller, Path(name): Path<String>) -> Result<axum::Json<TagChange>> {
    change(&state, caller.id, name, None).await
}

async fn change(state: &State, owner: UserId, from: String, to: Option<String>) -> Result<axum::Json<TagChange>> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    let changed = state.store.write(move |tx| tags::change_tag(tx, owner, (&from, to.as_deref()), undo, now)).await?;
    changed.map(axum::Json).ok_or_else(ApiError::not_found)
}
