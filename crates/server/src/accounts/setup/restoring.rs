//! Restoring a backup in place of creating the first account.

use super::check;
use crate::error::{ApiError, Result};
use crate::request::extract::Query;
use crate::request::file_body::FileBody;
use crate::request::openapi::{SESSIONS, routes};
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::state::State;
use domain::accounts::users::RestoredBackup;
use domain::field_errors::FieldErrors;
use domain::problems::{Problem, ProblemKind};
use http::HeaderMap;
use percent_encoding::percent_decode;
use std::io;
use std::path::{Path, PathBuf};
use storage::Error;
use storage::sealing::SecretKey;
use storage::transfer::{Passphrase, restore};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;
use utoipa_axum::router::OpenApiRouter;

/// The file that a backup is uploaded to, in the data folder.
const UPLOADED: &str = "uploaded-backup.db";
/// A backup is unpacked beside a file of this name, in the data folder.
const SCRATCH: &str = "restored.db";
/// The header with the secret key of the server that the backup comes from.
const SECRET_KEY: &str = "x-secret-key";
/// The header with the passphrase of an encrypted backup, percent-encoded.
const PASSPHRASE: &str = "x-passphrase";
/// Of two that restore something, one waits.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(restore_backup))
}

/// Restore a backup in place of creating the first account: the file that `movietracker backup` wrote, as the body.
/// Its accounts can sign in then, as they could when it was made. A backup that is encrypted with age needs its passphrase.
#[utoipa::path(post, path = "/api/setup/restore", tag = SESSIONS, security(()), params(
    ("token" = String, Query, description = "The one-time token that the server printed when it started."),
    ("x-secret-key" = Option<String>, Header, description = "What is in the secret key file of the server that made the backup, if this one has another key."),
    ("x-passphrase" = Option<String>, Header, description = "The passphrase of an encrypted backup: UTF-8, percent-encoded."),
), request_body(content((Vec<u8> = "application/vnd.sqlite3"))), responses(
    (status = 200, body = RestoredBackup),
    (status = 403, body = Problem, description = "The token is wrong."),
    (status = 409, body = Problem, description = "There already is an account."),
    (status = 422, body = Problem, description = "The file isn’t a backup, or is one that can’t be restored here."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn restore_backup(
    state: State,
    from: ClientInfo,
    Query(pairs): Query,
    headers: HeaderMap,
    body: FileBody,
) -> Result<axum::Json<RestoredBackup>> {
    let token = token_of(&pairs)?;
    if let Some(excess) = state.count(&Attempts::of_setup(&from)).await? {
        return Err(excess.into());
    }
    // The token is looked at before the file, so that strangers can't fill the disk.
    state.store.read(move |tx| check(tx, &token)).await?;
    let sealed_with = key_of(&headers)?;
    let has_key = sealed_with.is_some();
    let passphrase = passphrase_of(&headers)?;
    let _turn = ONE_AT_A_TIME.lock().await;
    let folder = state.config.scratch();
    let uploaded = Uploaded { path: folder.join(UPLOADED) };
    uploaded.receive(body).await?;
    let summaries = restore(&uploaded.path, &state.store, &folder.join(SCRATCH), sealed_with, passphrase.as_ref())
        .await
        .map_err(|error| explained(error, &uploaded.path, has_key))?;
    state.access_tokens.reload().await?;
    let rows = |table: &str| summaries.iter().find(|summary| summary.table == table).map_or(0, |summary| summary.rows);
    let restored = RestoredBackup { users: rows("users"), movies: rows("movies") };
    tracing::info!(users = restored.users, movies = restored.movies, "a backup was restored");
    Ok(axum::Json(restored))
}

fn token_of(pairs: &[(String, String)]) -> Result<String> {
    let (mut errors, mut token) = (FieldErrors::default(), String::new());
    for (name, value) in pairs {
        match name.as_str() {
            "token" => token.clone_from(value),
            other => errors.add(other, "unknown", "There is no such parameter."),
        }
    }
    Ok(errors.into_result(token)?)
}

/// The secret key of the other server, if it was sent.
fn key_of(headers: &HeaderMap) -> Result<Option<SecretKey>> {
    let Some(value) = headers.get(SECRET_KEY) else { return Ok(None) };
    let key = value.to_str().ok().and_then(|digits| SecretKey::parse(digits.trim()));
    let message = "This isn’t a secret key file: it has 64 hexadecimal digits.";
    key.map(Some).ok_or_else(|| ApiError::field("secret_key", "malformed", message))
}

/// The passphrase of the backup, if it was sent.
fn passphrase_of(headers: &HeaderMap) -> Result<Option<Passphrase>> {
    let Some(value) = headers.get(PASSPHRASE).filter(|value| !value.is_empty()) else { return Ok(None) };
    let words = percent_decode(value.as_bytes()).decode_utf8();
    let words = words.map_err(|_| ApiError::field("passphrase", "malformed", "This isn’t percent-encoded UTF-8."))?;
    Ok(Some(Passphrase::new(words.into_owned())))
}

/// What was uploaded. Dropped, it is gone.
struct Uploaded {
    path: PathBuf,
}

impl Uploaded {
    async fn receive(&self, mut body: FileBody) -> Result<()> {
        let mut file = File::create(&self.path).await.map_err(|error| failed(&error))?;
        while let Some(data) = body.next().await? {
            file.write_all(&data).await.map_err(|error| failed(&error))?;
        }
        file.flush().await.map_err(|error| failed(&error))
    }
}

impl Drop for Uploaded {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn failed(error: &io::Error) -> ApiError {
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return Error::Full.into();
    }
    tracing::error!(%error, "an uploaded backup can't be kept");
    Problem::new(ProblemKind::Internal).into()
}

/// Says why a backup isn’t restored, without the file’s path, which means nothing to who uploaded it.
fn explained(error: Error, path: &Path, has_key: bool) -> ApiError {
    let reason = match error {
        Error::Transfer(reason) | Error::Schema(reason) => reason,
        Error::WrongKey if has_key => {
            let message = "This isn’t the secret key that belongs to the backup. Choose another file.";
            return ApiError::field("secret_key", "wrong", message);
        }
        Error::WrongKey => {
            let message =
                "The backup comes from a server with another secret key. Choose that server’s secret.key file, too.";
            return ApiError::field("secret_key", "required", message);
        }
        Error::NoPassphrase => {
            return ApiError::field("passphrase", "required", "This backup is encrypted. Enter its passphrase.");
        }
        Error::WrongPassphrase => {
            return ApiError::field("passphrase", "wrong", "This isn’t the passphrase of the backup.");
        }
        other => return other.into(),
    };
    let reason = reason.replace(&path.display().to_string(), "the file");
    let mut letters = reason.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    ApiError::field("file", "not_restorable", format!("{first}{}.", letters.as_str().trim_end_matches('.')))
}
