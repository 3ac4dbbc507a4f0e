//! One's own account: its sessions, its password, and its end.

use crate::auth::proof::prove;
use crate::auth::sign_in::without_session;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Query};
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::response::Response;
use domain::accounts::audit_events::EventKind;
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use domain::auth::sessions::{SessionInfo, Sessions};
use domain::ids::SessionId;
use domain::problems::Problem;
use http::StatusCode;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links;
use storage::auth::{api_tokens, known_devices, sessions};
use storage::users;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions, delete_sessions))
        .routes(routes!(delete_session))
        .routes(routes!(update_password))
        .routes(routes!(delete_me))
}

/// List your sessions, last used first.
#[utoipa::path(get, path = "/api/me/sessions", tag = SESSIONS, responses((status = 200, body = Sessions)))]
async fn list_sessions(state: State, caller: SignedIn) -> Result<axum::Json<Sessions>> {
    let (now, user) = (state.clock.now(), caller.id);
    let found = state.store.read(move |tx| sessions::list_sessions(tx, user, now)).await?;
    let items = found.into_iter().map(|session| SessionInfo {
        id: session.id,
        client: session.client,
        address: session.address,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
        is_current: session.id == caller.session_id,
    });
    Ok(axum::Json(Sessions { items: items.collect() }))
}

/// End one of your sessions.
#[utoipa::path(delete, path = "/api/me/sessions/{id}", tag = SESSIONS,
    responses((status = 204)))]
async fn delete_session(state: State, caller: SignedIn, from: ClientInfo, Id(id): Id<SessionId>) -> Result<StatusCode> {
    let event = from.event(&state.clock, EventKind::SessionEnded, Some(&caller.username), Some(&caller.username));
    let user = caller.id;
    let ended = state
        .store
        .write(move |tx| {
            let ended = sessions::delete_session_of(tx, user, id)?;
            if ended {
                insert_audit_event(tx, &event)?;
            }
            Ok::<_, storage::Error>(ended)
        })
        .await?;
    state.callers.forget(id);
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

/// Sign out everywhere: ends all your sessions, including this one.
///
/// Forgets your known browsers. Revokes your API tokens unless told to keep them.
#[utoipa::path(delete, path = "/api/me/sessions", tag = SESSIONS, params(
    ("revoke_tokens" = Option<bool>, Query, description = "`false` keeps the API tokens"),
), responses((status = 204)))]
async fn delete_sessions(state: State, caller: SignedIn, from: ClientInfo, Query(pairs): Query) -> Result<Response> {
    let revoke_tokens = revoke_tokens(&pairs)?;
    let event = from.event(&state.clock, EventKind::SessionEnded, Some(&caller.username), Some(&caller.username));
    let id = caller.id;
    state
        .store
        .write(move |tx| {
            users::lock_user(tx, id)?;
            sessions::delete_sessions_of(tx, id)?;
            known_devices::delete_devices_of(tx, id)?;
            if revoke_tokens {
                api_tokens::delete_api_tokens_of(tx, id)?;
            }
            insert_audit_event(tx, &event)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}

fn revoke_tokens(pairs: &[(String, String)]) -> Result<bool> {
    let mut revoke = true;
    for (name, value) in pairs {
        revoke = match (name.as_str(), value.as_str()) {
            ("revoke_tokens", "true") => true,
            ("revoke_tokens", "false") => false,
            ("revoke_tokens", _) => return Err(ApiError::field(name, "malformed", "This must be true or false.")),
            _ => return Err(ApiError::field(name, "unknown_field", "There is no such parameter. Remove it.")),
        };
    }
    Ok(revoke)
}

/// Change your password, or set the first one.
///
/// Ends all other sessions. Revokes your API tokens unless told to keep them.
#[utoipa::path(put, path = "/api/me/password", tag = SESSIONS, request_body = PasswordDraft, responses(
    (status = 204),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn update_password(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<StatusCode> {
    let ((current, new), revoke_tokens) = body.parse(|draft: &PasswordDraft| {
        Ok((draft.parse(&caller.username, caller.has_password)?, draft.revoke_tokens))
    })?;
    let proof = prove(&state, &caller, "current_password", current).await?;
    let hash = state.passwords.hash(new, &state.clock).await?;
    let event = from.event(&state.clock, EventKind::PasswordChanged, Some(&caller.username), Some(&caller.username));
    let (id, session_id, now) = (caller.id, caller.session_id, state.clock.now());
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            users::update_password(tx, id, &hash)?;
            sessions::delete_other_sessions(tx, id, session_id)?;
            // Whoever knew the old password may have signed in from anywhere.
            known_devices::delete_devices_of(tx, id)?;
            one_time_links::delete_resets_for(tx, id)?;
            if revoke_tokens {
                api_tokens::delete_api_tokens_of(tx, id)?;
            }
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

/// Delete your account permanently, with everything in it.
#[utoipa::path(post, path = "/api/me/deletion", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 204),
    (status = 409, body = Problem, description = "The last admin can’t be deleted while there are other accounts."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn delete_me(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<Response> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let event = from.event(&state.clock, EventKind::UserDeleted, Some(&caller.username), Some(&caller.username));
    let (id, now) = (caller.id, state.clock.now());
    state
        .store
        .write(move |tx| {
            // The admins are locked before the account, as everywhere.
            users::lock_admins(tx)?;
            proof.recheck(tx, now)?;
            users::delete_user(tx, id)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}
