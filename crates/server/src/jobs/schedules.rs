//! The schedules, as admins see them.

use crate::error::{ApiError, Result};
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::state::State;
use axum::extract::Path;
use domain::jobs::Schedules;
use http::StatusCode;
use storage::jobs::schedules;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_schedules)).routes(routes!(run_schedule))
}

/// List the schedules, by kind of job.
#[utoipa::path(get, path = "/api/schedules", tag = ADMINISTRATION, responses((status = 200, body = Schedules)))]
async fn list_schedules(state: State, _: Admin) -> Result<axum::Json<Schedules>> {
    Ok(axum::Json(Schedules { items: state.store.read(schedules::list_schedules).await? }))
}

/// Run a scheduled job now. Does nothing if one of its kind is queued or running.
#[utoipa::path(post, path = "/api/schedules/{kind}/run", tag = ADMINISTRATION,
    params(("kind" = String, Path, description = "The kind of job, such as `housekeeping`")),
    responses((status = 204)))]
async fn run_schedule(state: State, caller: Admin, Path(kind): Path<String>) -> Result<StatusCode> {
    let now = state.clock.now();
    let is_there = state
        .store
        .write::<_, ApiError, _>(move |tx| {
            caller.recheck(tx, now)?;
            Ok(schedules::run_schedule_now(tx, &kind)?)
        })
        .await?;
    state.job_added.notify_one();
    if is_there { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}
