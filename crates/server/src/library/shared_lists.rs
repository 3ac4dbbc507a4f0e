//! Lists that are shared by a link: for everyone who has it, without an account.

use crate::error::{ApiError, Result};
use crate::request::extract::Listed;
use crate::request::openapi::LISTS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::hash_of;
use crate::state::State;
use axum::extract::Path;
use domain::library::list_items::ListItem;
use domain::library::lists::SharedList;
use domain::pages::Page;
use domain::problems::Problem;
use domain::queries::NoQuery;
use storage::library::{list_items, lists};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_shared_list)).routes(routes!(list_shared_list_items))
}

/// Get a list that is shared by a link.
#[utoipa::path(get, path = "/api/shared/lists/{token}", tag = LISTS, security(()),
    params(("token" = String, Path, description = "The last part of the link.")),
    responses(
        (status = 200, body = SharedList),
        (status = 429, body = Problem, description = "Too many requests. `Retry-After` says when to try again."),
    ))]
async fn get_shared_list(state: State, from: ClientInfo, Path(token): Path<String>) -> Result<axum::Json<SharedList>> {
    count(&state, &from).await?;
    let hash = hash_of(&token);
    let found = state.store.read(move |tx| lists::find_shared_list(tx, &hash)).await?;
    found.map(|(_, list)| axum::Json(list)).ok_or_else(ApiError::not_found)
}

/// List the films of a list that is shared by a link, in its order.
#[utoipa::path(get, path = "/api/shared/lists/{token}/items", tag = LISTS, security(()),
    params(("token" = String, Path, description = "The last part of the link.")),
    responses(
        (status = 200, body = Page<ListItem>),
        (status = 429, body = Problem, description = "Too many requests. `Retry-After` says when to try again."),
    ))]
async fn list_shared_list_items(
    state: State,
    from: ClientInfo,
    Path(token): Path<String>,
    Listed(NoQuery, page): Listed,
) -> Result<axum::Json<Page<ListItem>>> {
    count(&state, &from).await?;
    let hash = hash_of(&token);
    let items = state
        .store
        .read(move |tx| {
            let (id, _) = lists::find_shared_list(tx, &hash)?.ok_or_else(ApiError::not_found)?;
            list_items::list_items(tx, id, false, &page).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(items))
}

/// Counts a request; those of one address are limited.
async fn count(state: &State, from: &ClientInfo) -> Result<()> {
    match state.count(&Attempts::of_shared(from)).await? {
        Some(excess) => Err(excess.into()),
        None => Ok(()),
    }
}
