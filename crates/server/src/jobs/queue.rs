//! The jobs, as admins see them.

use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Listed};
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::state::State;
use domain::ids::JobId;
use domain::jobs::{JobInfo, JobsQuery};
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use storage::jobs::queue;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_jobs)).routes(routes!(retry_job))
}

/// List jobs that are queued, running, or ended in the last 30 days, newest first.
#[utoipa::path(get, path = "/api/jobs", tag = ADMINISTRATION, responses(
    (status = 200, body = Page<JobInfo>),
))]
async fn list_jobs(
    state: State,
    _: Admin,
    Listed(query, page): Listed<JobsQuery>,
) -> Result<axum::Json<Page<JobInfo>>> {
    Ok(axum::Json(state.store.read(move |tx| queue::list_jobs(tx, &query, &page)).await?))
}

/// Retry a failed job now.
#[utoipa::path(post, path = "/api/jobs/{id}/retry", tag = ADMINISTRATION, responses(
    (status = 200, body = JobInfo),
    (status = 409, body = Problem, description = "The job has not failed."),
))]
async fn retry_job(state: State, caller: Admin, Id(id): Id<JobId>) -> Result<axum::Json<JobInfo>> {
    let now = state.clock.now();
    let job = state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            let is_back = queue::retry_job(tx, id)?;
            let job = queue::find_job(tx, id)?.ok_or_else(ApiError::not_found)?;
            let not_failed = || ApiError::new(ProblemKind::Conflict, "Only a job that has failed can be tried again.");
            if is_back { Ok(job) } else { Err(not_failed()) }
        })
        .await?;
    state.job_added.notify_one();
    Ok(axum::Json(job))
}
