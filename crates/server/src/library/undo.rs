//! Taking changes back.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use domain::library::undo::UndoDraft;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::library::undo::{self, Undone};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(undo))
}

/// Take a change back, as a whole or not at all. Works once, for 24 hours. The matching of many films is undone in the
/// background; `GET /api/catalogue/matches/status` says how far that is.
#[utoipa::path(post, path = "/api/undo", tag = MOVIES, request_body = UndoDraft, responses(
    (status = 204),
    (status = 202, description = "It’s being undone in the background."),
    (status = 409, body = Problem, description = "Something was changed since, or another match is being undone; nothing was taken back."),
))]
async fn undo(state: State, caller: Caller, body: Json) -> Result<StatusCode> {
    let id = body.parse(UndoDraft::parse)?;
    let now = state.clock.now();
    let status = state
        .store
        .write(move |tx| match undo::undo(tx, caller.id, id, now)? {
            Undone::Done => Ok(StatusCode::NO_CONTENT),
            Undone::Begun => Ok(StatusCode::ACCEPTED),
            Undone::Busy => {
                let detail = "Other films are being undone just now. Try again when that’s done.";
                Err(ApiError::new(ProblemKind::Conflict, detail))
            }
            Undone::Unknown => Err(ApiError::not_found()),
            Undone::Changed => {
                let detail = "Something was changed since, so nothing was undone.";
                Err(ApiError::new(ProblemKind::Conflict, detail))
            }
        })
        .await?;
    if status == StatusCode::ACCEPTED {
        state.job_added.notify_one();
    }
    Ok(status)
}
