//! Downloading a backup: everything that anyone keeps here, so it is asked who wants it.

use super::folder::{self, unreadable};
use crate::auth::proof::prove_or_recent;
use crate::error::{ApiError, Result};
use crate::limits::places::Place;
use crate::request::extract::Json;
use crate::request::guards::Admin;
use crate::request::openapi::{ADMINISTRATION, routes};
use crate::request::streamed;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use crate::transfer::exports::enter;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::EventKind;
use domain::accounts::users::Role;
use domain::auth::passwords::{ProofDraft, normalize_password};
use domain::ids::UserId;
use domain::problems::Problem;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use std::io;
use storage::accounts::audit_events::insert_audit_event;
use storage::users::find_user;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use utoipa_axum::router::OpenApiRouter;

/// Portions that wait for the client to read them.
const WAITING: usize = 1;
/// Bytes of a portion.
const PORTION: usize = 256 * 1024;
/// After how many portions it is looked whether the admin still is one: 16 MiB.
const TRUSTED_FOR: usize = 64;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(download_backup))
}

/// Download a backup from the folder of the server that answers.
///
/// Needs the password unless you signed in within the last ten minutes.
#[utoipa::path(post, path = "/api/admin/backups/{file}/download", tag = ADMINISTRATION, request_body = ProofDraft,
    params(("file" = String, Path, description = "The file’s name")),
    responses(
        (status = 200, description = "The file.", content((Vec<u8> = "application/octet-stream"))),
        (status = 429, body = Problem, description = "Too many attempts, or downloads at once."),
    ))]
async fn download_backup(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Path(name): Path<String>,
    body: Json,
) -> Result<Response> {
    let password = body.parse(|draft: &ProofDraft| Ok(normalize_password(&draft.password)))?;
    let proof = prove_or_recent(&state, &caller, password).await?;
    folder::moment_of(&name).ok_or_else(ApiError::not_found)?;
    let place = enter(&state, caller.id)?;
    let file = File::open(state.config.backups.folder.join(&name)).await.map_err(|error| unreadable(&error))?;
    let length = file.metadata().await.map_err(|error| unreadable(&error))?.len();
    let event = from.event(&state.clock, EventKind::BackupDownloaded, Some(&caller.username), None);
    let (id, now) = (caller.id, state.clock.now());
    state
        .store
        .write::<_, ApiError, _>(move |tx| {
            caller.recheck(tx, now)?;
            proof.recheck(tx, now)?;
            Ok(insert_audit_event(tx, &event)?)
        })
        .await?;
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(send(state, id, file, sender, place));
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, streamed::body(receiver)).into_response())
}

/// Sends portion by portion, until the client goes or all is sent.
async fn send(state: State, admin: UserId, mut file: File, sender: mpsc::Sender<io::Result<Bytes>>, _place: Place) {
    for number in 0_usize.. {
        if number.is_multiple_of(TRUSTED_FOR) && !is_admin(&state, admin).await {
            sender.send(Err(io::Error::other("the download broke off"))).await.ok();
            return;
        }
        let mut portion = Vec::with_capacity(PORTION);
        let read = (&mut file).take(PORTION as u64).read_to_end(&mut portion).await;
        let piece = match read {
            Ok(0) => return,
            Ok(_) => Ok(portion.into()),
            Err(error) => Err(error),
        };
        let is_over = piece.is_err();
        if sender.send(piece).await.is_err() || is_over {
            return;
        }
    }
}

async fn is_admin(state: &State, id: UserId) -> bool {
    let found = state.store.read(move |tx| find_user(tx, id)).await;
    matches!(found, Ok(Some(user)) if user.role == Role::Admin && user.disabled_at.is_none())
}
