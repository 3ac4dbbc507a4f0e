//! The films of lists, in their order.

use super::lists::find_for_change;
use crate::error::{ApiError, Result};
use crate::request::etag::{etag, with_etag};
use crate::request::extract::{Id, IfMatch, Json, Listed};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::LISTS;
use crate::request::openapi::{Describe, routes};
use crate::request::renewal::{Renewal, Renewed};
use crate::security::callers::Caller;
use crate::state::State;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::response::{IntoResponse, Response};
use domain::ids::{ListId, MovieId, UndoId};
use domain::library::list_items::{
    ListItem, ListItemDraft, ListItemRemoved, ListItemsAdded, ListItemsDraft, ListOrderDraft,
};
use domain::library::lists::List;
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use domain::queries::NoQuery;
use domain::versions::Versioned;
use headers::HeaderMapExt;
use http::request::Parts;
use storage::Tx;
use storage::library::list_items::{self, Moved, NotAdded};
use storage::library::lists;
use utoipa::openapi::path::Operation;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_list_items, create_list_items, update_list_order))
        .routes(routes!(update_list_item, delete_list_item))
}

/// A list and a film in a path. What is not an id names nothing: 404.
struct ItemPath(ListId, MovieId);

impl<S: Send + Sync> FromRequestParts<S> for ItemPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let value = |name| params.iter().find(|(found, _)| *found == name).map(|(_, value)| value);
        let list = value("id").and_then(|id| id.parse().ok()).ok_or_else(ApiError::not_found)?;
        let movie = value("movie").and_then(|id| id.parse().ok()).ok_or_else(ApiError::not_found)?;
        Ok(Self(list, movie))
    }
}

impl Describe for ItemPath {
    fn describe(operation: &mut Operation) {
        crate::request::openapi::add_problem(operation, ProblemKind::NotFound);
    }
}

/// List the films of a list in its order: of one of yours, or of one that is open to everyone on this server.
#[utoipa::path(get, path = "/api/lists/{id}/items", tag = LISTS, responses((status = 200, body = Page<ListItem>)))]
async fn list_list_items(
    state: State,
    caller: Caller,
    Id(id): Id<ListId>,
    Listed(NoQuery, page): Listed,
    renewal: Renewal,
) -> Result<Renewed<Page<ListItem>>> {
    let items = move |tx: &mut Tx| {
        let list = lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
        match list.owner {
            None => renewal.of(tx, caller.id, |tx| list_items::list_items(tx, id, true, &page)),
            Some(_) => Ok(Renewed::Newer(None, list_items::list_items(tx, id, false, &page)?)),
        }
    };
    state.store.read_at_replica(items).await
}

/// Add films to the end of a list. Those on it already stay where they are. A list holds up to 10,000 films.
#[utoipa::path(post, path = "/api/lists/{id}/items", tag = LISTS, request_body = ListItemsDraft, responses(
    (status = 201, body = ListItemsAdded, headers(
        ("Location" = String, description = "Where the films are."),
        ("ETag" = String, description = "The new version of the list."),
    )),
    (status = 412, body = Problem, description = "The list has another version by now."),
))]
async fn create_list_items(
    state: State,
    caller: Caller,
    Id(id): Id<ListId>,
    Changing(if_match, key): Changing,
    body: Json,
) -> Result<Response> {
    let new = body.parse(ListItemsDraft::parse)?;
    let (now, digest) = (state.clock.now(), body.digest());
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                find_for_change(tx, caller.id, id, &if_match)?;
                let added = list_items::insert_items(tx, caller.id, id, &new, now)?.map_err(refused)?;
                let list = lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
                let etag = list.etag();
                let answer = ListItemsAdded { added: added.len() as u64, list };
                Ok(idempotency::created(&answer, format!("/api/lists/{id}/items"), Some(etag)))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

/// The version that a change is meant for, and the key of the request.
struct Changing(IfMatch, IdempotencyKey);

impl<S: Send + Sync> FromRequestParts<S> for Changing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let if_match = IfMatch::from_request_parts(parts, state).await?;
        Ok(Self(if_match, IdempotencyKey::from_request_parts(parts, state).await?))
    }
}

impl Describe for Changing {
    fn describe(operation: &mut Operation) {
        IfMatch::describe(operation);
        IdempotencyKey::describe(operation);
    }
}

fn refused(why: NotAdded) -> ApiError {
    match why {
        NotAdded::NoSuchMovie => {
            ApiError::field("movie_ids", "unknown", "One of these films doesn’t exist or was deleted.")
        }
        NotAdded::TooMany => ApiError::field("movie_ids", "too_many", "A list holds at most 10,000 films."),
    }
}

/// Bring the films of a list into another order, as a whole. To move one film, change its `position`.
#[utoipa::path(put, path = "/api/lists/{id}/items", tag = LISTS, request_body = ListOrderDraft, responses(
    (status = 200, body = List, headers(("ETag" = String, description = "The new version of the list."))),
    (status = 412, body = Problem, description = "The list has another version by now."),
))]
async fn update_list_order(
    state: State,
    caller: Caller,
    Id(id): Id<ListId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let order = body.parse(ListOrderDraft::parse)?;
    let now = state.clock.now();
    let list = state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            if !list_items::update_order(tx, caller.id, id, &order, now)? {
                let message = "Name every film of the list, and no other.";
                return Err(ApiError::field("movie_ids", "other_films", message));
            }
            lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(list)
}

/// Move a film on a list, or change the note on it; null clears.
#[utoipa::path(patch, path = "/api/lists/{id}/items/{movie}", tag = LISTS, request_body = ListItemDraft,
    params(("id" = ListId, Path), ("movie" = MovieId, Path)),
    responses(
        (status = 200, body = List, headers(("ETag" = String, description = "The new version of the list."))),
        (status = 412, body = Problem, description = "The list has another version by now."),
    ))]
async fn update_list_item(
    state: State,
    caller: Caller,
    ItemPath(id, movie): ItemPath,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let (owner, now) = (caller.id, state.clock.now());
    let list = state
        .store
        .write(move |tx| {
            find_for_change(tx, owner, id, &if_match)?;
            let note = list_items::find_note(tx, owner, id, movie)?.ok_or_else(ApiError::not_found)?;
            let before = ListItemDraft { note: note.clone(), ..ListItemDraft::default() };
            let fields = body.patch(&before, ListItemDraft::parse)?;
            if fields.note != note {
                list_items::update_note(tx, owner, id, movie, fields.note.as_deref(), now)?;
            }
            if let Some(place) = fields.place
                && list_items::move_item(tx, owner, id, movie, place, now)? == Moved::NoSuchPlace
            {
                return Err(ApiError::field("after", "unknown", "Choose another film of the same list."));
            }
            lists::find_list(tx, owner, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(list)
}

/// Remove a film from a list. It can be put back.
#[utoipa::path(delete, path = "/api/lists/{id}/items/{movie}", tag = LISTS,
    params(("id" = ListId, Path), ("movie" = MovieId, Path)),
    responses(
        (status = 200, body = ListItemRemoved, headers(("ETag" = String, description = "The new version of the list."))),
        (status = 412, body = Problem, description = "The list has another version by now."),
    ))]
async fn delete_list_item(
    state: State,
    caller: Caller,
    ItemPath(id, movie): ItemPath,
    if_match: IfMatch,
) -> Result<Response> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    let list = state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            if !list_items::delete_item(tx, caller.id, id, movie, undo, now)? {
                return Err(ApiError::not_found());
            }
            lists::find_list(tx, caller.id, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    let etag = etag(&list)?;
    let mut response = axum::Json(ListItemRemoved { undo, list }).into_response();
    response.headers_mut().typed_insert(etag);
    Ok(response)
}
