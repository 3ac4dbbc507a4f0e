//! The genres of the caller's films, and the places and the people of their watches.

use crate::error::Result;
use crate::request::openapi::routes;
use crate::request::openapi::{MOVIES, WATCHES};
use crate::security::callers::Caller;
use crate::state::State;
use domain::library::labels::Labels;
use storage::library::{labels, watch_labels};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_genres)).routes(routes!(list_places)).routes(routes!(list_companions))
}

/// List all genres of your films, most used first.
#[utoipa::path(get, path = "/api/genres", tag = MOVIES, responses((status = 200, body = Labels)))]
async fn list_genres(state: State, caller: Caller) -> Result<axum::Json<Labels>> {
    Ok(axum::Json(state.store.read_at_replica(move |tx| labels::list_genres(tx, caller.id)).await?))
}

/// List all places where you watched films, most used first.
#[utoipa::path(get, path = "/api/places", tag = WATCHES, responses((status = 200, body = Labels)))]
async fn list_places(state: State, caller: Caller) -> Result<axum::Json<Labels>> {
    Ok(axum::Json(state.store.read_at_replica(move |tx| watch_labels::list_places(tx, caller.id)).await?))
}

/// List all people you watched films with, the most frequent first.
#[utoipa::path(get, path = "/api/companions", tag = WATCHES, responses((status = 200, body = Labels)))]
async fn list_companions(state: State, caller: Caller) -> Result<axum::Json<Labels>> {
    Ok(axum::Json(state.store.read_at_replica(move |tx| watch_labels::list_companions(tx, caller.id)).await?))
}
