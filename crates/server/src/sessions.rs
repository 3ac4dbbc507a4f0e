//! Signing in, staying signed in, signing out.

use crate::State;
use crate::callers::Caller;
use crate::client_info::ClientInfo;
use crate::cookies::Cookie;
use crate::error::{ApiError, Result};
use crate::extract::Json;
use crate::openapi::SESSIONS;
use crate::origins::SameOrigin;
use crate::rate_limits::Attempts;
use crate::refresh_tokens::{self, Claimed};
use crate::second_factors::{Entrant, demand};
use crate::sign_in::{grant, sign_in, without_session};
use axum::response::{IntoResponse, Response};
use domain::audit_events::AuditEvent;
use domain::problems::{Problem, ProblemKind};
use domain::sessions::{AccessToken, LoginDraft, LoginOptions};
use domain::users::{Me, normalize_password};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};
use storage::audit_events::insert_audit_event;
use storage::known_devices::use_device;
use storage::sessions::Session;
use storage::settings::find_settings;
use storage::users::{self, User};
use storage::{Tx, sessions};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(get_login_options))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(get_me))
}

/// What the login page offers.
#[utoipa::path(get, path = "/api/auth/options", tag = SESSIONS, security(()), responses(
    (status = 200, body = LoginOptions),
))]
async fn get_login_options(state: State) -> Result<axum::Json<LoginOptions>> {
    let settings = state.store.glance(find_settings).await?;
    let provider = state.oidc.as_ref().map(|provider| provider.settings().display_name());
    Ok(axum::Json(LoginOptions { registration_open: settings.registration_open, provider }))
}

/// Sign in: an access token, and a refresh token in a cookie.
#[utoipa::path(post, path = "/api/auth/login", tag = SESSIONS, request_body = LoginDraft, security(()), responses(
    (status = 200, body = AccessToken),
    (status = 401, body = Problem, description = "Unknown username or wrong password: alike. Or, after the right password, `/problems/second-factor-required`, whose `second_factor` says what is wanted: sign in again with a `code`, or go on with a passkey at `/api/auth/passkey`. A code that is wrong or was used already is a fault of the field `code`."),
    (status = 429, body = Problem, description = "Too many attempts; `Retry-After` says when the next one counts."),
))]
async fn login(state: State, _: SameOrigin, from: ClientInfo, headers: HeaderMap, body: Json) -> Result<Response> {
    let (draft, code) = body.parse(|draft: &LoginDraft| draft.parse().map(|code| (draft.clone(), code)))?;
    let device = Cookie::Device.get(&headers, state.settings.is_secure()).map(|token| Sha256::digest(token).to_vec());
    let Admitted { user, known_device, attempts } = admit(&state, &from, &draft.username, device).await?;
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let password = normalize_password(&draft.password);
    let verified = state.passwords.verify(password, stored, &state.clock).await?;
    let known_name = user.as_ref().map(|user| user.username.clone());
    let Some(user) = user.filter(|user| verified.is_right && user.disabled_at.is_none()) else {
        let event = from.event(&state.clock, "login_failed", None, known_name.as_deref());
        state.store.write(move |tx| insert_audit_event(tx, &event)).await?;
        return Err(Problem::new(ProblemKind::InvalidCredentials).into());
    };
    let code_attempts = Attempts::of_code(user.id, known_device.as_deref());
    let entrant = Entrant { user: &user, from: &from, headers: &headers, password_attempts: &attempts, code_attempts };
    demand(&state, entrant, code).await?;
    let id = user.id;
    let granted = sign_in(&state, &from, user, known_device.is_some(), move |tx| {
        if let Some(hash) = verified.upgrade {
            users::update_password(tx, id, &hash)?;
        }
        Ok(attempts.forgive(tx)?)
    });
    Ok(granted.await?.into_response())
}

/// A sign-in whose password may be looked at.
struct Admitted {
    user: Option<User>,
    /// The digest of the token by which the account knows the browser.
    known_device: Option<Vec<u8>>,
    attempts: Attempts,
}

/// Finds the account and counts the attempt, before the work of verifying.
async fn admit(state: &State, from: &ClientInfo, username: &str, device: Option<Vec<u8>>) -> Result<Admitted> {
    let (now, name, stranger) = (state.clock.now(), username.to_owned(), Attempts::of_stranger(from, username));
    let limited = from.event(&state.clock, "login_limited", None, None);
    let (admitted, excess) = state
        .store
        .write(move |tx| {
            let user = users::find_user_by_name(tx, &name)?;
            let known = match (&user, &device) {
                (Some(user), Some(token)) => use_device(tx, user.id, token, now)?.then(|| token.clone()),
                _ => None,
            };
            let attempts = known.as_ref().map_or(stranger, |token| Attempts::of_device(token));
            let excess = attempts.count(tx, now)?;
            if excess.as_ref().is_some_and(|excess| excess.is_first) {
                let subject = user.as_ref().map(|user| user.username.clone());
                insert_audit_event(tx, &AuditEvent { subject, ..limited })?;
            }
            Ok::<_, storage::Error>((Admitted { user, known_device: known, attempts }, excess))
        })
        .await?;
    match excess {
        Some(excess) => Err(excess.into()),
        None => Ok(admitted),
    }
}

/// A new access token, by the refresh cookie, which is rotated.
#[utoipa::path(post, path = "/api/auth/refresh", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 200, body = AccessToken),
))]
async fn refresh(state: State, _: SameOrigin, from: ClientInfo, headers: HeaderMap) -> Result<Response> {
    let claimed = claimed_token(&state, &headers).ok_or_else(ApiError::unauthenticated)?;
    let reused = from.event(&state.clock, "refresh_reused", None, None);
    let session = state.store.write(move |tx| rotate(tx, &claimed, reused)).await?;
    match session {
        Some(session) => Ok(grant(&state, &session).await?.into_response()),
        None => Ok(without_session(&state, ApiError::unauthenticated())),
    }
}

/// The session after one step on, when the token is the newest one, or its predecessor within the
/// time of grace. An older one was stolen, or its successor was: then the session ends.
fn rotate(tx: &mut Tx, claimed: &Claimed, reused: AuditEvent) -> Result<Option<Session>, storage::Error> {
    let now = reused.created_at;
    let Some((session, user)) = sessions::find_session(tx, claimed.session)? else { return Ok(None) };
    if !claimed.is_of(&session) || session.expires_at <= now || user.disabled_at.is_some() {
        return Ok(None);
    }
    if claimed.generation == session.generation
        && sessions::advance_session(tx, session.id, session.generation, (now, &reused.address))?
    {
        return Ok(Some(Session { generation: session.generation + 1, ..session }));
    }
    // Either it was the predecessor all along, or another request was faster a moment ago.
    let Some((session, _)) = sessions::find_session(tx, claimed.session)? else { return Ok(None) };
    let age = now.as_millis() - session.rotated_at.as_millis();
    if claimed.generation + 1 == session.generation && age <= refresh_tokens::GRACE * 1000 {
        return Ok(Some(session));
    }
    tracing::warn!(session = %session.id, "an old refresh token was shown: the session was ended");
    sessions::delete_session(tx, session.id)?;
    insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..reused })?;
    Ok(None)
}

/// Sign out: the session of the refresh cookie ends.
#[utoipa::path(post, path = "/api/auth/logout", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 204),
))]
async fn logout(state: State, _: SameOrigin, from: ClientInfo, headers: HeaderMap) -> Result<Response> {
    let claimed = claimed_token(&state, &headers).ok_or_else(ApiError::unauthenticated)?;
    let id = claimed.session;
    let event = from.event(&state.clock, "logout", None, None);
    let ended = state.store.write(move |tx| end(tx, &claimed, event)).await?;
    if ended {
        state.callers.forget(id);
    }
    Ok(without_session(&state, StatusCode::NO_CONTENT))
}

fn end(tx: &mut Tx, claimed: &Claimed, event: AuditEvent) -> Result<bool, storage::Error> {
    match sessions::find_session(tx, claimed.session)? {
        Some((session, user)) if claimed.is_of(&session) => {
            let name = Some(user.username);
            insert_audit_event(tx, &AuditEvent { actor: name.clone(), subject: name, ..event })?;
            sessions::delete_session(tx, session.id)
        }
        _ => Ok(false),
    }
}

fn claimed_token(state: &State, headers: &HeaderMap) -> Option<Claimed> {
    refresh_tokens::parse(&Cookie::Refresh.get(headers, state.settings.is_secure())?)
}

/// The signed-in account.
#[utoipa::path(get, path = "/api/me", tag = SESSIONS, responses((status = 200, body = Me)))]
async fn get_me(caller: Caller) -> axum::Json<Me> {
    axum::Json(caller.me())
}

/// The account as it sees itself.
pub fn me(user: &User) -> Me {
    Me {
        id: user.id,
        username: user.username.clone(),
        role: user.role,
        created_at: user.created_at,
        has_password: user.password_hash.is_some(),
    }
}
