//! Imports: a file is uploaded, read, looked at, applied, and undone if need be.
//!
//! A job works on it, on any server of the database: the file lies in the database, in pieces. Until it is applied,
//! nothing of the library has changed; applying it is one transaction, and so is undoing it.

mod applying;
mod besides;
mod chunks;
mod ending;
mod findings;
mod grouping;
mod groups;
mod judging;
mod local;
mod matching;
mod media_tracker;
mod outcome;
mod picturing;
mod planning;
mod reading;
mod receiving;
mod recognising;
mod report;
mod rows;
pub mod uploading;
mod weighing;
mod working;

pub use local::LocalImport;
pub use media_tracker::{Fault, MediaTracker};
pub use reading::Reading;

use crate::error::{ApiError, Result};
use crate::jobs::worker::Kind;
use crate::request::etag::etag;
use crate::request::extract::{Id, IfMatch, Json, Listed, Query};
use crate::request::file_body::FileBody;
use crate::request::guards::Standing;
use crate::request::openapi::{IMPORTS, routes};
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::ids::{ImportId, JobId, UserId};
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use domain::queries::NoQuery;
use domain::transfer::imports::{Choices, Import, ImportState};
use ending::discard;
use findings::{from_json, shown, to_json};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use storage::Tx;
use storage::jobs::queue::insert_job;
use storage::transfer::imports::{self as stored, StoredImport, find_import, move_import};
use uploading::Afterwards;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_imports, create_import))
        .routes(routes!(get_import, update_import, delete_import))
        .routes(routes!(apply_import))
        .merge(media_tracker::routes())
        .merge(rows::routes())
        .merge(report::routes())
}

/// The job that works on imports.
pub const KIND: Kind = Kind { name: "import", interval_seconds: None, run: |context| Box::pin(working::run(context)) };

/// The job that deletes imports whose time is over.
pub const EXPIRY: Kind = Kind {
    name: "imports_expiry",
    interval_seconds: Some(3600),
    run: |context| Box::pin(async move { ending::end_all(&context.state.store, context.state.clock.now()).await }),
};

/// What the job is told.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    import: ImportId,
    /// Whether the rows are there already, and need only be compared with the library again.
    #[serde(default)]
    has_rows: bool,
    /// Whether it is applied as soon as it is read, with all its rows.
    #[serde(default)]
    applies: bool,
}

/// Puts the work on an import into the queue.
fn queue(tx: &mut Tx, state: &State, payload: &Payload) -> Result<()> {
    let payload = to_json(payload)?;
    insert_job(tx, JobId(state.clock.id()), KIND.name, &payload)?;
    Ok(())
}

/// The import of this id, if it is in one of these states.
fn find_in(tx: &mut Tx, owner: UserId, id: ImportId, states: &[ImportState]) -> Result<StoredImport> {
    let import = stored::find_import_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
    if states.contains(&import.state) {
        return Ok(import);
    }
    let detail = match import.state {
        ImportState::Uploading => "The file is still being uploaded.",
        ImportState::Reading => "The file is still being read.",
        ImportState::Asking => "Answer the import’s question first.",
        ImportState::Ready => "The import hasn’t been applied.",
        ImportState::Applying => "The import is being applied.",
        ImportState::Applied => "The import has been applied already.",
        ImportState::Undoing => "The import is being undone.",
        ImportState::Undone => "The import has been undone. Upload the file again to import it once more.",
        ImportState::Failed => "The import failed. Upload the file again.",
    };
    Err(ApiError::new(ProblemKind::Conflict, detail))
}

fn found(tx: &mut Tx, owner: UserId, id: ImportId) -> Result<Import> {
    shown(find_import(tx, owner, id)?.ok_or_else(ApiError::not_found)?)
}

/// List your imports, newest first. An import that isn’t applied is kept for 7 days, one that is applied for 30.
#[utoipa::path(get, path = "/api/imports", tag = IMPORTS, responses((status = 200, body = Page<Import>)))]
async fn list_imports(
    state: State,
    caller: Caller,
    Listed(NoQuery, page): Listed<NoQuery>,
) -> Result<axum::Json<Page<Import>>> {
    let list = move |tx: &mut Tx| {
        let Page { items, next_cursor, total } = stored::list_imports(tx, caller.id, &page)?;
        let items = items.into_iter().map(shown).collect::<Result<_>>()?;
        Ok::<_, ApiError>(Page { items, next_cursor, total })
    };
    Ok(axum::Json(state.store.read(list).await?))
}

/// Upload a file of another service: the file itself as the body, up to 256 MiB. It is read in the background; nothing
/// is added to the library before the import is applied.
#[utoipa::path(post, path = "/api/imports", tag = IMPORTS, params(
    ("time_zone" = Option<String>, Query, description = "Where you live, such as `Europe/Berlin`: a moment becomes the day that it was there. UTC by default."),
    ("file_name" = Option<String>, Query, description = "The name of the file; up to 200 characters."),
), request_body(content(
    (Vec<u8> = "application/octet-stream"), (Vec<u8> = "application/zip"), (Vec<u8> = "text/csv"),
    (Vec<u8> = "application/json"),
)), responses(
    (status = 202, body = Import),
    (status = 409, body = Problem, description = "You have too many imports that aren’t applied."),
    (status = 413, body = Problem, description = "The file is larger than 256 MiB."),
))]
async fn create_import(state: State, caller: Standing, Query(pairs): Query, body: FileBody) -> Result<Response> {
    let (file_name, choices) = uploading::described(&pairs)?;
    let (owner, clock) = (caller.id, state.clock.clone());
    let last = move |tx: &mut Tx, id| {
        caller.recheck_in(tx, clock.now())?;
        found(tx, owner, id)
    };
    let import = uploading::receive(&state, owner, file_name, &choices, (body, Afterwards::Show), last).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(import)).into_response())
}

/// Get an import: its state, how many rows are in each state, and what must be answered.
#[utoipa::path(get, path = "/api/imports/{id}", tag = IMPORTS, responses((status = 200, body = Import)))]
async fn get_import(state: State, caller: Caller, Id(id): Id<ImportId>) -> Result<axum::Json<Import>> {
    Ok(axum::Json(state.store.read(move |tx| found(tx, caller.id, id)).await?))
}

/// Answer an import’s question, or choose how it is applied. Fields that are left out stay as they are. Its rows are
/// compared with the library again; after another time zone, order of dates or columns, the file is read again.
#[utoipa::path(patch, path = "/api/imports/{id}", tag = IMPORTS, request_body = Choices, responses(
    (status = 202, body = Import),
    (status = 409, body = Problem, description = "The import can’t be changed any more, or not yet."),
))]
async fn update_import(state: State, caller: Caller, Id(id): Id<ImportId>, body: Json) -> Result<Response> {
    let shared = state.clone();
    let change = move |tx: &mut Tx| {
        let import = find_in(tx, caller.id, id, &[ImportState::Asking, ImportState::Ready])?;
        let before: Choices = from_json(&import.choices)?;
        let choices = body.patch(&before, |draft: &Choices| uploading::checked(draft.clone()))?;
        let has_rows = import.state == ImportState::Ready
            && (&choices.time_zone, choices.day_first, &choices.columns)
                == (&before.time_zone, before.day_first, &before.columns);
        stored::update_choices(tx, id, &to_json(&choices)?, shared.clock.now())?;
        move_import(tx, id, (import.state, ImportState::Reading), shared.clock.now())?;
        queue(tx, &shared, &Payload { import: id, has_rows, applies: false })?;
        found(tx, caller.id, id)
    };
    let import = state.store.write(change).await?;
    state.job_added.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(import)).into_response())
}

/// Apply an import: its rows that are taken are added to the library, all at once.
#[utoipa::path(post, path = "/api/imports/{id}/apply", tag = IMPORTS, responses(
    (status = 202, body = Import),
    (status = 409, body = Problem, description = "The import isn’t ready."),
))]
async fn apply_import(state: State, caller: Caller, Id(id): Id<ImportId>) -> Result<Response> {
    proceed(&state, caller.id, id, (ImportState::Ready, ImportState::Applying)).await
}

/// Moves an import to a state in which a job works on it.
async fn proceed(state: &State, owner: UserId, id: ImportId, step: (ImportState, ImportState)) -> Result<Response> {
    let shared = state.clone();
    let change = move |tx: &mut Tx| {
        find_in(tx, owner, id, &[step.0])?;
        move_import(tx, id, step, shared.clock.now())?;
        queue(tx, &shared, &Payload { import: id, has_rows: true, applies: false })?;
        found(tx, owner, id)
    };
    let import = state.store.write(change).await?;
    state.job_added.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(import)).into_response())
}

/// Undo an import that was applied in the last 30 days, which takes what it added out of the library again; or discard
/// one that wasn’t applied. Films that have changed since stay as they are.
#[utoipa::path(delete, path = "/api/imports/{id}", tag = IMPORTS, responses(
    (status = 202, body = Import, description = "It is being undone."),
    (status = 204, description = "It was discarded."),
    (status = 409, body = Problem, description = "A server works on it."),
    (status = 412, body = Problem, description = "The import has changed since the version in `If-Match`."),
))]
async fn delete_import(state: State, caller: Caller, Id(id): Id<ImportId>, if_match: IfMatch) -> Result<Response> {
    let import = state.store.read(move |tx| found(tx, caller.id, id)).await?;
    if_match.check(&etag(&import)?)?;
    if import.state == ImportState::Applied {
        return proceed(&state, caller.id, id, (ImportState::Applied, ImportState::Undoing)).await;
    }
    let now = state.clock.now();
    let begin = move |tx: &mut Tx| {
        use ImportState::{Asking, Failed, Reading, Ready, Undone, Uploading};
        find_in(tx, caller.id, id, &[Uploading, Reading, Asking, Ready, Failed, Undone])?;
        stored::fail_import(tx, id, "It was discarded.", now)?;
        Ok::<_, ApiError>(())
    };
    state.store.write(begin).await?;
    discard(&state.store, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
