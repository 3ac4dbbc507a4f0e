//! The backups, as admins see and set them.

use super::folder::unreadable;
use super::{ASKED, BY_ADMIN, BY_OPTIONS, KINDS, folder, schedule};
use crate::error::{ApiError, Result};
use crate::net::host::host_name;
use crate::request::extract::Json;
use crate::request::guards::Admin;
use crate::request::openapi::{ADMINISTRATION, routes};
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::extract::Path;
use domain::accounts::audit_events::EventKind;
use domain::ids::JobId;
use domain::jobs::JobInfo;
use domain::problems::{Problem, ProblemKind};
use domain::transfer::backups::{BackupScheduleDraft, Backups, SetBy};
use http::StatusCode;
use std::io;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::backup_settings::{find_backup_schedule, update_backup_schedule as update_settings};
use storage::jobs::{queue, schedules};
use storage::transfer::written_bytes;
use storage::{Engine, Tx};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_backups, create_backup))
        .routes(routes!(update_backup_schedule))
        .routes(routes!(delete_backup))
}

/// List the backups in the folder of the server that answers, and say when they are made.
#[utoipa::path(get, path = "/api/admin/backups", tag = ADMINISTRATION, responses((status = 200, body = Backups)))]
async fn list_backups(state: State, _: Admin) -> Result<axum::Json<Backups>> {
    backups(&state).await.map(axum::Json)
}

/// Make a backup now, or as soon as a server is free. Does nothing if one is queued or running; the answer is that job.
/// Of several servers that share the database, one makes it, in its own folder.
#[utoipa::path(post, path = "/api/admin/backups", tag = ADMINISTRATION, responses(
    (status = 202, body = JobInfo),
))]
async fn create_backup(state: State, caller: Admin) -> Result<(StatusCode, axum::Json<JobInfo>)> {
    let (now, id) = (state.clock.now(), JobId(state.clock.id()));
    let job = state
        .store
        .write::<_, ApiError, _>(move |tx| {
            caller.recheck(tx, now)?;
            let latest = queue::find_latest_job(tx, &KINDS)?;
            if let Some(job) = latest.filter(|job| job.due_at.is_some()) {
                return Ok(job);
            }
            queue::insert_job(tx, id, BY_ADMIN, ASKED)?;
            queue::find_job(tx, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    state.job_added.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(job)))
}

/// Say when backups are made, and how many are kept.
#[utoipa::path(put, path = "/api/admin/backups/schedule", tag = ADMINISTRATION, request_body = BackupScheduleDraft,
    responses(
        (status = 200, body = Backups),
        (status = 409, body = Problem, description = "The server’s options say when."),
    ))]
async fn update_backup_schedule(
    state: State,
    caller: Admin,
    from: ClientInfo,
    body: Json,
) -> Result<axum::Json<Backups>> {
    let new = body.parse(BackupScheduleDraft::parse)?;
    if state.config.backups.schedule.is_some() {
        let detail = "The server was started with --backup-every, which says when backups are made.";
        return Err(ApiError::new(ProblemKind::Conflict, detail));
    }
    let event = from.event(&state.clock, EventKind::BackupsScheduled, Some(&caller.username), None);
    let now = state.clock.now();
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        if find_backup_schedule(tx)? == new {
            return Ok(());
        }
        update_settings(tx, new)?;
        match new.interval_hours {
            Some(hours) => schedules::upsert_schedule(tx, BY_ADMIN, hours * 3600)?,
            None => schedules::delete_schedule(tx, BY_ADMIN)?,
        }
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    state.job_added.notify_one();
    backups(&state).await.map(axum::Json)
}

/// Delete a backup in the folder of the server that answers.
#[utoipa::path(delete, path = "/api/admin/backups/{file}", tag = ADMINISTRATION,
    params(("file" = String, Path, description = "The file’s name")),
    responses((status = 204)))]
async fn delete_backup(state: State, caller: Admin, from: ClientInfo, Path(name): Path<String>) -> Result<StatusCode> {
    folder::moment_of(&name).ok_or_else(ApiError::not_found)?;
    let file = state.config.backups.folder.join(name);
    tokio::fs::metadata(&file).await.map_err(|error| unreadable(&error))?;
    let event = from.event(&state.clock, EventKind::BackupDeleted, Some(&caller.username), None);
    let now = state.clock.now();
    state
        .store
        .write::<_, ApiError, _>(move |tx| {
            caller.recheck(tx, now)?;
            Ok(insert_audit_event(tx, &event)?)
        })
        .await?;
    tokio::fs::remove_file(&file).await.map_err(|error| unreadable(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn backups(state: &State) -> Result<Backups> {
    let find = |tx: &mut Tx| {
        let due = schedules::list_schedules(tx)?;
        Ok::<_, storage::Error>((find_backup_schedule(tx)?, queue::find_latest_job(tx, &KINDS)?, due))
    };
    let (settings, job, due) = state.store.read(find).await?;
    let (schedule, is_by_options) = schedule(state, settings);
    let kind = if is_by_options { BY_OPTIONS } else { BY_ADMIN };
    let (folder, scratch) = (state.config.backups.folder.clone(), state.config.scratch());
    let shown = folder.display().to_string();
    let read = move || (folder::list(&folder), written_bytes(&folder, &scratch), host_name());
    let (items, written_bytes, host_name) =
        tokio::task::spawn_blocking(read).await.map_err(|error| unreadable(&io::Error::other(error)))?;
    Ok(Backups {
        server: (state.store.engine() == Engine::Postgres).then_some(host_name),
        folder: shown,
        bucket: state.config.backups.store.as_ref().map(|store| store.bucket.clone()),
        encrypts: state.config.backups.passphrase.is_some(),
        schedule,
        set_by: if is_by_options { SetBy::Options } else { SetBy::Settings },
        next_run_at: due.into_iter().find(|schedule| schedule.kind == kind).map(|schedule| schedule.next_run_at),
        job,
        written_bytes,
        items: items.map_err(|error| unreadable(&error))?,
    })
}
