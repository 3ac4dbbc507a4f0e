//! Signing in, staying signed in, signing out.

use crate::auth::admission::admit;
use crate::auth::second_factors::{Entrant, demand};
use crate::auth::sign_in::{Entry, RefreshCookie, end_claimed, grant, sign_in, without_session};
use crate::error::{ApiError, Result};
use crate::request::cookies::Cookie;
use crate::request::extract::Json;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::SameOrigin;
use crate::security::callers::Caller;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::refresh_tokens::{self, Claimed};
use crate::security::secrets::hash_of;
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::users::Me;
use domain::auth::passwords::normalize_password;
use domain::auth::sessions::{AccessToken, LoginDraft, LoginOptions};
use domain::problems::{Problem, ProblemKind};
use http::{HeaderMap, StatusCode};
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::preferences;
use storage::accounts::settings::find_settings;
use storage::auth::known_devices::use_device;
use storage::auth::sessions;
use storage::auth::sessions::Session;
use storage::users;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(get_login_options))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(get_me))
}

/// Get the ways to sign in that the login page offers.
#[utoipa::path(get, path = "/api/auth/options", tag = SESSIONS, security(()), responses(
    (status = 200, body = LoginOptions),
))]
async fn get_login_options(state: State) -> Result<axum::Json<LoginOptions>> {
    let settings = state.store.read_inline(find_settings).await?;
    let provider = state.oidc.as_ref().map(|provider| provider.config().display_name());
    let password_login = state.require_password_login().is_ok();
    let registration_open = settings.registration_open && password_login;
    Ok(axum::Json(LoginOptions { registration_open, provider, password_login }))
}

/// Sign in: returns an access token, and a refresh token in a cookie.
#[utoipa::path(post, path = "/api/auth/login", tag = SESSIONS, request_body = LoginDraft, security(()), responses(
    (status = 200, body = AccessToken),
    (status = 401, body = Problem, description = "Unknown username or wrong password; both look the same. Or, after the right password, `/problems/second-factor-required`, whose `second_factor` says what is wanted: sign in again with a `code`, or go on with a passkey at `/api/auth/passkey`. A code that is wrong or was used already is a fault of the field `code`."),
    (status = 403, body = Problem, description = "You can only sign in through the provider here."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn login(state: State, _: SameOrigin, from: ClientInfo, headers: HeaderMap, body: Json) -> Result<Response> {
    state.require_password_login()?;
    let (draft, code) = body.parse(|draft: &LoginDraft| draft.parse().map(|code| (draft.clone(), code)))?;
    let device = Cookie::Device.get(&headers, state.config.is_secure()).map(|token| hash_of(&token).to_vec());
    let admission = admit(&state, &from, &draft.username, device).await?;
    let stored = admission.user.as_ref().and_then(|user| user.password_hash.clone());
    let password = normalize_password(&draft.password);
    let verified = match state.passwords.verify(password, stored, &state.clock).await {
        Ok(verified) => verified,
        Err(error) => {
            // Too busy to look: then it was no guess.
            admission.forgive(&state).await?;
            return Err(error);
        }
    };
    let user = admission.user.clone();
    let known_name = user.as_ref().map(|user| user.username.clone());
    let Some(user) = user.filter(|user| verified.is_right && user.disabled_at.is_none()) else {
        state.note_refusal(&from, EventKind::LoginFailed, known_name.as_deref()).await?;
        return Err(Problem::new(ProblemKind::InvalidCredentials).into());
    };
    let known_device = admission.known_device.clone();
    let code_attempts = Attempts::of_code(user.id, known_device.as_deref());
    let entrant = Entrant { user: &user, from: &from, headers: &headers, admission: &admission, code_attempts };
    let factors = Some(demand(&state, entrant, code).await?);
    let (id, old_hash, now) = (user.id, user.password_hash.clone(), state.clock.now());
    let is_known_device = known_device.is_some();
    let entry = Entry { from: &from, headers: &headers, user, factors, is_known_device };
    let granted = sign_in(&state, entry, move |tx| {
        if let (Some(old), Some(new)) = (old_hash, verified.upgrade) {
            users::upgrade_password(tx, id, &old, &new)?;
        }
        if let Some(device) = known_device {
            use_device(tx, id, &device, now)?;
        }
        Ok(())
    });
    let granted = granted.await?;
    admission.forgive(&state).await?;
    Ok(granted.into_response())
}

/// Get a new access token with the refresh cookie, which is rotated.
#[utoipa::path(post, path = "/api/auth/refresh", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 200, body = AccessToken),
))]
async fn refresh(
    state: State,
    _: SameOrigin,
    from: ClientInfo,
    RefreshCookie(claimed): RefreshCookie,
) -> Result<Response> {
    let reused = from.event(&state.clock, EventKind::RefreshReused, None, None);
    let session = state.store.write(move |tx| rotate(tx, &claimed, reused)).await?;
    match session {
        Some(session) => Ok(grant(&state, &session).await?.into_response()),
        None => Ok(without_session(&state, ApiError::unauthenticated())),
    }
}

/// The session whose token is to be given out now. A generation is followed by no other for the time of grace, in
/// which its own token and the predecessor both give it; then its token moves the session one step on. A token
/// that is older was stolen, or its successor was: then the session ends.
fn rotate(tx: &mut Tx, claimed: &Claimed, reused: AuditEvent) -> Result<Option<Session>, storage::Error> {
    let now = reused.created_at;
    let Some((session, user)) = sessions::find_session(tx, claimed.session)? else { return Ok(None) };
    if !claimed.is_of(&session) || session.expires_at <= now || user.disabled_at.is_some() {
        return Ok(None);
    }
    let idle_days = find_settings(tx)?.session_idle_days;
    if session.last_used_at.plus_seconds(idle_days * 24 * 3600) <= now {
        return Ok(None);
    }
    let step = (session.generation, refresh_tokens::GRACE);
    if claimed.generation == session.generation
        && sessions::advance_session(tx, session.id, step, (now, &reused.address))?
    {
        return Ok(Some(Session { generation: session.generation + 1, ..session }));
    }
    // Either the generation is young, or another request was faster a moment ago.
    let Some((session, _)) = sessions::find_session(tx, claimed.session)? else { return Ok(None) };
    let is_young = session.generation_age <= refresh_tokens::GRACE;
    if claimed.generation == session.generation || claimed.generation + 1 == session.generation && is_young {
        return Ok(Some(session));
    }
    tracing::warn!(session = %session.id, "an old refresh token was shown: the session was ended");
    sessions::delete_session(tx, session.id)?;
    insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..reused })?;
    Ok(None)
}

/// Sign out: ends the session of the refresh cookie.
#[utoipa::path(post, path = "/api/auth/logout", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 204),
))]
async fn logout(
    state: State,
    _: SameOrigin,
    from: ClientInfo,
    RefreshCookie(claimed): RefreshCookie,
) -> Result<Response> {
    let id = claimed.session;
    let event = from.event(&state.clock, EventKind::Logout, None, None);
    let ended = state.store.write(move |tx| end(tx, &claimed, event)).await?;
    if ended {
        state.callers.forget(id);
    }
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}

fn end(tx: &mut Tx, claimed: &Claimed, event: AuditEvent) -> Result<bool, storage::Error> {
    let Some(user) = end_claimed(tx, claimed)? else { return Ok(false) };
    let name = Some(user.username);
    insert_audit_event(tx, &AuditEvent { actor: name.clone(), subject: name, ..event })?;
    Ok(true)
}

/// Get the signed-in account.
#[utoipa::path(get, path = "/api/me", tag = SESSIONS, responses((status = 200, body = Me)))]
async fn get_me(state: State, caller: Caller) -> Result<axum::Json<Me>> {
    // Callers are remembered for some seconds; what they chose holds at once.
    let chosen = state.store.read_inline(move |tx| preferences::find_preferences(tx, caller.id)).await?;
    Ok(axum::Json(caller.me(chosen.ok_or_else(ApiError::unauthenticated)?)))
}
