//! One's own account: its sessions, its password, and its end.

use crate::State;
use crate::callers::SignedIn;
use crate::client_info::ClientInfo;
use crate::error::{ApiError, Result};
use crate::extract::{Id, Json};
use crate::openapi::SESSIONS;
use crate::rate_limits::Attempts;
use crate::sign_in::without_session;
use axum::response::Response;
use domain::ids::SessionId;
use domain::problems::{Problem, ProblemKind};
use domain::sessions::{SessionInfo, Sessions};
use domain::users::{PasswordDraft, ProofDraft};
use http::StatusCode;
use storage::audit_events::insert_audit_event;
use storage::{known_devices, one_time_links, sessions, users};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions, delete_sessions))
        .routes(routes!(delete_session))
        .routes(routes!(update_password))
        .routes(routes!(delete_me))
}

/// The sessions of one's account, the last used first.
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

/// End one of one's sessions.
#[utoipa::path(delete, path = "/api/me/sessions/{id}", tag = SESSIONS, params(("id" = SessionId, Path)),
    responses((status = 204)))]
async fn delete_session(state: State, caller: SignedIn, from: ClientInfo, Id(id): Id<SessionId>) -> Result<StatusCode> {
    let event = from.event(&state.clock, "session_ended", Some(&caller.username), Some(&caller.username));
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

/// Sign out everywhere: all of one's sessions end, this one too, and no browser is known any more.
#[utoipa::path(delete, path = "/api/me/sessions", tag = SESSIONS, responses((status = 204)))]
async fn delete_sessions(state: State, caller: SignedIn, from: ClientInfo) -> Result<Response> {
    let event = from.event(&state.clock, "session_ended", Some(&caller.username), Some(&caller.username));
    let id = caller.id;
    state
        .store
        .write(move |tx| {
            sessions::delete_sessions_of(tx, id)?;
            known_devices::delete_devices_of(tx, id)?;
            insert_audit_event(tx, &event)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}

/// Change one's password, or set the first one. All other sessions end.
#[utoipa::path(put, path = "/api/me/password", tag = SESSIONS, request_body = PasswordDraft, responses(
    (status = 204),
    (status = 429, body = Problem, description = "Too many attempts; `Retry-After` says when the next one counts."),
))]
async fn update_password(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<StatusCode> {
    let (current, new) = body.parse(|draft: &PasswordDraft| draft.parse(&caller.username, caller.has_password))?;
    prove(&state, &caller, "current_password", current).await?;
    let hash = state.passwords.hash(new, &state.clock).await?;
    let event = from.event(&state.clock, "password_changed", Some(&caller.username), Some(&caller.username));
    let (id, session_id) = (caller.id, caller.session_id);
    state
        .store
        .write(move |tx| {
            users::update_password(tx, id, &hash)?;
            sessions::delete_other_sessions(tx, id, session_id)?;
            // Whoever knew the old password may have signed in from anywhere.
            known_devices::delete_devices_of(tx, id)?;
            one_time_links::delete_resets_for(tx, id)?;
            insert_audit_event(tx, &event)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

/// Delete one's account with everything in it, for ever.
#[utoipa::path(post, path = "/api/me/deletion", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 204),
    (status = 409, body = Problem, description = "The last admin can't go while there are other accounts."),
    (status = 429, body = Problem, description = "Too many attempts; `Retry-After` says when the next one counts."),
))]
async fn delete_me(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<Response> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    prove(&state, &caller, "password", password).await?;
    let event = from.event(&state.clock, "user_deleted", Some(&caller.username), Some(&caller.username));
    let id = caller.id;
    state
        .store
        .write(move |tx| {
            users::delete_user(tx, id)?;
            insert_audit_event(tx, &event)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}

/// Seconds for which a sign-in proves who somebody is that has no password.
const RECENT: i64 = 600;

/// Verifies the password of who is signed in; the attempt is counted first. An account without a password
/// must have signed in a moment ago.
pub async fn prove(state: &State, caller: &SignedIn, field: &str, password: String) -> Result<()> {
    let (id, session_id, now) = (caller.id, caller.session_id, state.clock.now());
    let (found, excess) = state
        .store
        .write(move |tx| {
            let excess = Attempts::of_proof(id).count(tx, now)?;
            Ok::<_, storage::Error>((sessions::find_session(tx, session_id)?, excess))
        })
        .await?;
    if let Some(excess) = excess {
        return Err(excess.into());
    }
    let (session, user) = found.ok_or_else(ApiError::unauthenticated)?;
    let stored = user.password_hash;
    if stored.is_none() && session.created_at.plus_seconds(RECENT) < now {
        let detail = "This needs a sign-in of the last ten minutes. Sign out, and in again through your provider.";
        return Err(ApiError::new(ProblemKind::Forbidden, detail));
    }
    if stored.is_some() && !state.passwords.verify(password, stored, &state.clock).await?.is_right {
        return Err(ApiError::field(field, "wrong", "This is not your password."));
    }
    state.store.write(move |tx| Attempts::of_proof(id).forgive(tx)).await?;
    Ok(())
}
