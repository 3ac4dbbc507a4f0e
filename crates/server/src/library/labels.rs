//! The genres and the tags of the caller's films.

use crate::error::Result;
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use domain::library::labels::Labels;
use storage::library::labels;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_genres)).routes(routes!(list_tags))
}

/// List all genres of your films, most used first.
#[utoipa::path(get, path = "/api/genres", tag = MOVIES, responses((status = 200, body = Labels)))]
async fn list_genres(state: State, caller: Caller) -> Result<axum::Json<Labels>> {
    Ok(axum::Json(state.store.read(move |tx| labels::list_genres(tx, caller.id)).await?))
}

/// List all tags of your films, most used first.
#[utoipa::path(get, path = "/api/tags", tag = MOVIES, responses((status = 200, body = Labels)))]
async fn list_tags(state: State, caller: Caller) -> Result<axum::Json<Labels>> {
    Ok(axum::Json(state.store.read(move |tx| labels::list_tags(tx, caller.id)).await?))
}
