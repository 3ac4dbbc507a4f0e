//! Password resets: an admin makes a one-time link, and who opens it chooses another password.

use crate::accounts::links::{new_link, no_longer_good, open_link};
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json};
use crate::request::guards::Admin;
use crate::request::openapi::routes;
use crate::request::openapi::{ADMINISTRATION, SESSIONS};
use crate::request::origins::SameOrigin;
use crate::security::client_info::ClientInfo;
use crate::security::secrets::hash_of;
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::password_resets::{CreatedPasswordReset, PasswordResetDraft};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::accounts::access;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links::{Purpose, delete_resets_for, insert_link, use_link};
use storage::users;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(create_password_reset)).routes(routes!(reset_password))
}

/// Create a one-time link to choose a new password.
///
/// It works for 24 hours, is shown only once, and replaces the account’s earlier link.
#[utoipa::path(post, path = "/api/users/{id}/password-reset", tag = ADMINISTRATION,
    responses(
        (status = 201, body = CreatedPasswordReset),
        (status = 409, body = Problem, description = "The account is disabled."),
))]
async fn create_password_reset(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Id(id): Id<UserId>,
) -> Result<(StatusCode, axum::Json<CreatedPasswordReset>)> {
    let (token, hash, link) = new_link(&state.clock, Purpose::PasswordReset(id), caller.id);
    let event = from.event(&state.clock, EventKind::PasswordResetCreated, Some(&caller.username), None);
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, link.created_at)?;
            users::lock_user(tx, id)?;
            let user = users::find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
            if user.disabled_at.is_some() {
                let detail = "This account is disabled, so a new password wouldn’t let it sign in. Enable it first.";
                return Err(ApiError::new(ProblemKind::Conflict, detail));
            }
            delete_resets_for(tx, id)?;
            insert_link(tx, &hash, &link)?;
            insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..event }).map_err(ApiError::from)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedPasswordReset { token, expires_at: link.expires_at })))
}

/// Choose a new password with a one-time link.
///
/// Ends all sessions of the account and forgets its known browsers.
#[utoipa::path(post, path = "/api/auth/password-reset", tag = SESSIONS, request_body = PasswordResetDraft, security(()),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "The link doesn’t work or has expired."),
        (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn reset_password(state: State, _: SameOrigin, from: ClientInfo, body: Json) -> Result<StatusCode> {
    let (token, _) = body.parse(|draft: &PasswordResetDraft| draft.parse(""))?;
    // Before the work of hashing, so that strangers can't cause it.
    let Purpose::PasswordReset(id) = open_link(&state, &from, &token).await?.purpose else {
        return Err(no_longer_good());
    };
    let user = state.store.read_inline(move |tx| users::find_user(tx, id)).await?.ok_or_else(no_longer_good)?;
    let (_, password) = body.parse(|draft: &PasswordResetDraft| draft.parse(&user.username))?;
    let password_hash = state.passwords.hash(password, &state.clock).await?;
    let event = from.event(&state.clock, EventKind::PasswordReset, Some(&user.username), Some(&user.username));
    let now = state.clock.now();
    state
        .store
        .write(move |tx| {
            // The account before the link, as whatever withdraws the link does.
            users::lock_user(tx, id)?;
            // Of several who got here at once, one uses the link.
            use_link(tx, &hash_of(&token), now)?.ok_or_else(no_longer_good)?;
            users::update_password(tx, id, &password_hash)?;
            access::end_access(tx, id)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}
