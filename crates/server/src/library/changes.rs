//! What was added, changed or deleted, for programs and tabs that keep a copy.

mod events;

use crate::error::{ApiError, Result};
use crate::request::extract::Asked;
use crate::request::guards::Standing;
use crate::request::openapi::{CHANGES, routes};
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::library::changes::{Changes, ChangesQuery, DELETIONS_TOLD_DAYS};
use domain::problems::{Problem, ProblemKind};
use http::HeaderMap;
use storage::library::changes;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_changes)).routes(routes!(follow_changes))
}

/// List what was added, changed or deleted since you last asked: films, watches, lists and saved views.
///
/// Nothing is left out. Each thing comes once, as it is now, in the order of its latest change. Ask without `since` first,
/// or with `since=now` if you have read everything in another way. Send `next` as `since` until `has_more` is false, keep it, and go on from
/// there later: at least every 90 days, for that is how long deletions are told.
#[utoipa::path(get, path = "/api/changes", tag = CHANGES, responses(
    (status = 200, body = Changes),
    (status = 410, body = Problem, description = "`since` is too old. Start again without it."),
))]
async fn list_changes(state: State, caller: Caller, Asked(query): Asked<ChangesQuery>) -> Result<axum::Json<Changes>> {
    let list = state.store.read(move |tx| changes::list_changes(tx, caller.id, query.since, query.limit));
    list.await?.map(axum::Json).ok_or_else(|| {
        let detail = format!(
            "Changes are known for {DELETIONS_TOLD_DAYS} days, and this cursor is older or of another database. Start \
             again without “since”."
        );
        ApiError::new(ProblemKind::CursorExpired, detail)
    })
}

/// Wait for changes, as server-sent events.
///
/// An event `changes` says in its data how far changes go, as `{"next": "…"}`: at once, then whenever there are more.
/// Read them with `GET /api/changes`. A comment comes every 15 seconds. The stream ends with its token; send
/// `Last-Event-ID` when you come back. An account can have 16 streams at once.
#[utoipa::path(get, path = "/api/changes/events", tag = CHANGES, responses(
    (status = 200, body = String, content_type = "text/event-stream"),
    (status = 429, body = Problem, description = "The account has 16 streams already."),
))]
async fn follow_changes(state: State, caller: Standing, headers: HeaderMap) -> Result<Response> {
    events::follow(state, caller, &headers).await
}
