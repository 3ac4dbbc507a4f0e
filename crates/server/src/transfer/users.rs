//! Whole accounts, as admins take them along and bring them back.

use super::exports::{Receiver, enter, stream};
use super::imports::uploading::{Afterwards, described, receive};
use crate::accounts::links::new_link;
use crate::auth::proof::prove_or_recent;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Query};
use crate::request::file_body::FileBody;
use crate::request::guards::Admin;
use crate::request::openapi::{ADMINISTRATION, routes};
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::users::{Role, check_username};
use domain::field_errors::FieldErrors;
use domain::ids::{ImportId, UserId};
use domain::problems::Problem;
use domain::transfer::exports::ExportFormat;
use domain::transfer::imports::Choices;
use domain::transfer::users::{ImportedUser, UserExportDraft};
use http::StatusCode;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links::{Purpose, insert_link};
use storage::transfer::imports::give_import;
use storage::users::{User, find_user, find_user_by_name, find_user_info, insert_user};
use storage::{Error, Tx};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(export_user)).routes(routes!(import_user))
}

/// Export everything that an account keeps, as `GET /api/export` does for its owner. The audit log says who did it.
#[utoipa::path(post, path = "/api/users/{id}/export", tag = ADMINISTRATION, request_body = UserExportDraft, responses(
    (status = 200, description = "The file, whose name is in `Content-Disposition`. It comes while it is written.", content(
        (String = "application/json"), (Vec<u8> = "application/zip"), (String = "text/csv"),
    )),
    (status = 429, body = Problem, description = "You have two exports under way already, or tried too many passwords."),
))]
async fn export_user(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Id(id): Id<UserId>,
    body: Json,
) -> Result<Response> {
    let (format, password) = body.parse(|draft: &UserExportDraft| {
        let mut errors = FieldErrors::default();
        let format = ExportFormat::from_name(&draft.format);
        if format.is_none() {
            errors.add("format", "unknown", "The format is json, csv, letterboxd, trakt, imdb or zip.");
        }
        errors.into_result((format.unwrap_or(ExportFormat::Json), draft.password.clone()))
    })?;
    let proof = prove_or_recent(&state, &caller, password).await?;
    let place = enter(&state, caller.id)?;
    let event = from.event(&state.clock, EventKind::UserExported, Some(&caller.username), None);
    let (receiver, now) = (Receiver { id: caller.id, must_be_admin: true }, state.clock.now());
    let note = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        proof.recheck(tx, now)?;
        let user = find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
        insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..event }).map_err(ApiError::from)
    };
    state.store.write(note).await?;
    stream(&state, id, receiver, format, place).await
}

/// Create an account from an exported one: the file itself as the body, up to 256 MiB.
///
/// Its films, lists, views and settings arrive in the background, by an import that belongs to the new account. A
/// one-time link, which works for 24 hours and is shown only once, lets its owner choose a password.
#[utoipa::path(post, path = "/api/users/import", tag = ADMINISTRATION, params(
    ("username" = String, Query, description = "The name of the new account: 1 to 64 characters without spaces."),
    ("time_zone" = Option<String>, Query, description = "As in `POST /api/imports`."),
    ("file_name" = Option<String>, Query, description = "As in `POST /api/imports`."),
), request_body(content((Vec<u8> = "application/octet-stream"), (Vec<u8> = "application/zip"))), responses(
    (status = 202, body = ImportedUser),
    (status = 403, body = Problem, description = "Passwords aren’t accepted here, and the link is for choosing one."),
    (status = 413, body = Problem, description = "The file is larger than 256 MiB."),
    (status = 422, body = Problem, description = "The username is taken, or a field isn’t valid."),
))]
async fn import_user(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Query(pairs): Query,
    body: FileBody,
) -> Result<Response> {
    state.require_password_login()?;
    let (names, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "username");
    let (file_name, choices) = described(&others)?;
    let mut errors = FieldErrors::default();
    let username = check_username(&mut errors, names.first().map_or("", |(_, name)| name));
    let username = errors.into_result(username)?;
    // Until all of the file is there, it is an import of the admin, and the account isn't there at all: so nothing of it
    // stays behind when the server stops in between.
    let name = username.clone();
    if state.store.read::<_, Error, _>(move |tx| find_user_by_name(tx, &name)).await?.is_some() {
        return Err(taken());
    }
    let (owner, clock) = (caller.id, state.clock.clone());
    let event = from.event(&clock, EventKind::UserImported, Some(&caller.username), Some(&username));
    let last = move |tx: &mut Tx, import: ImportId| {
        caller.recheck(tx, clock.now())?;
        let user = new_user(&clock, username);
        let id = user.id;
        insert_user(tx, &user)?.then_some(()).ok_or_else(taken)?;
        give_import(tx, import, id)?;
        let (token, hash, link) = new_link(&clock, Purpose::PasswordReset(id), caller.id);
        insert_link(tx, &hash, &link)?;
        insert_audit_event(tx, &event)?;
        let user = find_user_info(tx, id)?.ok_or_else(ApiError::not_found)?;
        Ok(ImportedUser { user, token, expires_at: link.expires_at, import })
    };
    let choices = Choices { take_settings: true, ..choices };
    let made = receive(&state, owner, file_name, &choices, (body, Afterwards::Apply), last).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(made)).into_response())
}

fn taken() -> ApiError {
    ApiError::field("username", "taken", "That username is taken. Choose another.")
}

/// An account of that name, without a password.
fn new_user(clock: &Clock, username: String) -> User {
    User {
        id: UserId(clock.id()),
        username,
        password_hash: None,
        role: Role::Member,
        created_at: clock.now(),
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    }
}
