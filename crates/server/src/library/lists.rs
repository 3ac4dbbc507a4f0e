//! Lists of films, and the links they are shared by.

use crate::error::{ApiError, Result};
use crate::request::etag::{etag, not_modified, with_etag};
use crate::request::extract::{Id, IfMatch, IfNoneMatch, Json, Listed};
use crate::request::guards::SignedIn;
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::LISTS;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::security::secrets::{hash_of, random_token};
use crate::state::State;
use axum::response::Response;
use domain::ids::{ListId, UndoId, UserId};
use domain::library::lists::{List, ListDraft, MAX_LISTS};
use domain::library::lists_query::ListsQuery;
use domain::library::undo::Undoable;
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use domain::versions::Versioned;
use http::StatusCode;
use storage::Tx;
use storage::library::lists;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_lists, create_list))
        .routes(routes!(get_list, update_list, delete_list))
        .routes(routes!(create_list_link, delete_list_link))
}

/// List your lists, or those of others on this server that are open to everyone on it.
#[utoipa::path(get, path = "/api/lists", tag = LISTS, responses((status = 200, body = Page<List>)))]
async fn list_lists(
    state: State,
    caller: Caller,
    Listed(query, page): Listed<ListsQuery>,
) -> Result<axum::Json<Page<List>>> {
    Ok(axum::Json(state.store.read_at_replica(move |tx| lists::list_lists(tx, caller.id, &query, &page)).await?))
}

/// Create a list. An account can have up to 1,000.
#[utoipa::path(post, path = "/api/lists", tag = LISTS, request_body = ListDraft, responses(
    (status = 201, body = List, headers(
        ("Location" = String, description = "Where the list is."),
        ("ETag" = String, description = "Its version."),
    )),
    (status = 409, body = Problem, description = "You have as many lists as an account can have."),
))]
async fn create_list(state: State, caller: Caller, key: IdempotencyKey, body: Json) -> Result<Response> {
    let fields = body.parse(ListDraft::parse)?;
    let (id, now, digest) = (ListId(state.clock.id()), state.clock.now(), body.digest());
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                if !lists::insert_list(tx, caller.id, id, &fields, now)? {
                    let detail = format!("You have {MAX_LISTS} lists, and no more fit. Delete one first.");
                    return Err(ApiError::new(ProblemKind::Conflict, detail));
                }
                let list = lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
                Ok(idempotency::created(&list, format!("/api/lists/{id}"), Some(list.etag())))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

/// Get a list: one of yours, or one that is open to everyone on this server.
#[utoipa::path(get, path = "/api/lists/{id}", tag = LISTS, responses(
    (status = 200, body = List, headers(("ETag" = String, description = "Its version."))),
    (status = 304, description = "The version of If-None-Match is still the newest."),
))]
async fn get_list(state: State, caller: Caller, Id(id): Id<ListId>, known: IfNoneMatch) -> Result<Response> {
    let list = state.store.read(move |tx| lists::find_list(tx, caller.id, id)).await?;
    let list = list.ok_or_else(ApiError::not_found)?;
    let etag = etag(&list)?;
    if known.knows(&etag) { Ok(not_modified(etag)) } else { with_etag(list) }
}

/// Change the given fields of a list; null clears.
#[utoipa::path(patch, path = "/api/lists/{id}", tag = LISTS, request_body(content = ref("#/components/schemas/ListPatch"), description = "A merge patch (RFC 7396)."), responses(
    (status = 200, body = List, headers(("ETag" = String, description = "Its new version."))),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn update_list(
    state: State,
    caller: Caller,
    Id(id): Id<ListId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let now = state.clock.now();
    let list = state
        .store
        .write(move |tx| {
            let before = find_for_change(tx, caller.id, id, &if_match)?;
            let fields = body.patch(&ListDraft::from(&before), ListDraft::parse)?;
            lists::update_list(tx, caller.id, &before, &fields, now)?;
            lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(list)
}

/// Delete a list. Its films stay. It can be brought back.
#[utoipa::path(delete, path = "/api/lists/{id}", tag = LISTS, responses(
    (status = 200, body = Undoable),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn delete_list(
    state: State,
    caller: Caller,
    Id(id): Id<ListId>,
    if_match: IfMatch,
) -> Result<axum::Json<Undoable>> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            lists::delete_list(tx, caller.id, id, undo, now).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(Undoable { undo }))
}

/// The caller's list of this id, locked, if it has a version that they are content to change.
///
/// # Errors
/// [`ProblemKind::NotFound`] and [`ProblemKind::PreconditionFailed`].
pub fn find_for_change(tx: &mut Tx, owner: UserId, id: ListId, if_match: &IfMatch) -> Result<List> {
    let list = lists::find_list_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
    if_match.check(&etag(&list)?)?;
    Ok(list)
}

/// Share a list by a link that can’t be guessed: everyone who has it can read the list, without an account. A list
/// that has a link keeps it.
#[utoipa::path(post, path = "/api/lists/{id}/link", tag = LISTS, responses(
    (status = 201, body = List, headers(("ETag" = String, description = "Its new version."))),
))]
async fn create_list_link(state: State, caller: SignedIn, Id(id): Id<ListId>) -> Result<(StatusCode, Response)> {
    let (token, now) = (random_token::<32>(&state.clock), state.clock.now());
    let list = state
        .store
        .write(move |tx| {
            let owner = caller.recheck(tx, now)?.id;
            lists::find_list_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
            lists::insert_link(tx, owner, id, &token, &hash_of(&token), now)?;
            lists::find_list(tx, owner, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok((StatusCode::CREATED, with_etag(list)?))
}

/// Revoke the link of a list: it stops working at once.
#[utoipa::path(delete, path = "/api/lists/{id}/link", tag = LISTS, responses(
    (status = 200, body = List, headers(("ETag" = String, description = "Its new version."))),
))]
async fn delete_list_link(state: State, caller: Caller, Id(id): Id<ListId>) -> Result<Response> {
    let now = state.clock.now();
    let list = state
        .store
        .write(move |tx| {
            lists::find_list_for_update(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
            lists::delete_link(tx, caller.id, id, now)?;
            lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(list)
}
