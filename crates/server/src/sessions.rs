//! Signing in, staying signed in, signing out.

use crate::State;
use crate::callers::Caller;
use crate::error::{ApiError, Result};
use crate::extract::Json;
use crate::openapi::SESSIONS;
use crate::origins::SameOrigin;
use crate::refresh_tokens::{self, Claimed};
use axum::response::{IntoResponse, Response};
use domain::ids::{SessionId, UserId};
use domain::problems::{Problem, ProblemKind};
use domain::sessions::{AccessToken, LoginDraft};
use domain::users::{Me, normalize_password};
use http::header::{HeaderMap, SET_COOKIE, USER_AGENT};
use http::{HeaderValue, StatusCode};
use storage::sessions::Session;
use storage::users::{self, User};
use storage::{Tx, sessions};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most characters kept of what a client says it is.
const MAX_CLIENT: usize = 300;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(login)).routes(routes!(refresh)).routes(routes!(logout)).routes(routes!(get_me))
}

/// Sign in: an access token, and a refresh token in a cookie.
#[utoipa::path(post, path = "/api/auth/login", tag = SESSIONS, request_body = LoginDraft, security(()), responses(
    (status = 200, body = AccessToken),
    (status = 401, body = Problem, description = "Unknown username or wrong password: alike."),
))]
async fn login(state: State, _: SameOrigin, headers: HeaderMap, body: Json) -> Result<Response> {
    let draft = body.parse(|draft: &LoginDraft| draft.parse().map(|()| draft.clone()))?;
    let name = draft.username.clone();
    let user = state.store.read(move |tx| users::find_user_by_name(tx, &name)).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let password = normalize_password(&draft.password);
    let verified = state.passwords.verify(password, stored, &state.clock).await?;
    let user = user.filter(|user| verified.is_right && user.disabled_at.is_none());
    let Some(user) = user else {
        tracing::info!("a sign-in was refused");
        return Err(Problem::new(ProblemKind::InvalidCredentials).into());
    };
    let session = new_session(&state, user.id, &headers);
    let written = session.clone();
    state
        .store
        .write(move |tx| {
            if let Some(hash) = verified.upgrade {
                users::update_password(tx, user.id, &hash)?;
            }
            sessions::insert_session(tx, &written)
        })
        .await?;
    signed_in(&state, &session)
}

fn new_session(state: &State, user_id: UserId, headers: &HeaderMap) -> Session {
    let now = state.clock.now();
    let client = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Session {
        id: SessionId(state.clock.id()),
        user_id,
        created_at: now,
        last_used_at: now,
        expires_at: now.plus_seconds(refresh_tokens::LIFETIME),
        rotated_at: now,
        client: client.chars().take(MAX_CLIENT).collect(),
        generation: 1,
        secret: state.clock.random::<32>().to_vec(),
    }
}

/// The tokens of a session's current generation.
fn signed_in(state: &State, session: &Session) -> Result<Response> {
    let token = AccessToken {
        access_token: state.access_tokens.issue(session.user_id, session.id)?,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(crate::access_tokens::LIFETIME).unwrap_or_default(),
    };
    let max_age = (session.expires_at.as_millis() - state.clock.now().as_millis()) / 1000;
    let cookie = refresh_tokens::set_cookie(&refresh_tokens::issue(session), max_age, state.settings.is_secure());
    Ok(with_cookie(axum::Json(token), &cookie))
}

fn with_cookie(reply: impl IntoResponse, cookie: &str) -> Response {
    let mut response = reply.into_response();
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}

/// A new access token, by the refresh cookie, which is rotated.
#[utoipa::path(post, path = "/api/auth/refresh", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 200, body = AccessToken),
))]
async fn refresh(state: State, _: SameOrigin, headers: HeaderMap) -> Result<Response> {
    let claimed = claimed_token(&state, &headers).ok_or_else(ApiError::unauthenticated)?;
    let now = state.clock.now();
    let session = state.store.write(move |tx| rotate(tx, &claimed, now)).await?;
    match session {
        Some(session) => signed_in(&state, &session),
        None => Ok(with_cookie(ApiError::unauthenticated(), &no_cookie(&state))),
    }
}

/// The session after one step on, when the token is the newest one, or its predecessor within the
/// time of grace. An older one was stolen, or its successor was: then the session ends.
fn rotate(tx: &mut Tx, claimed: &Claimed, now: domain::times::Timestamp) -> Result<Option<Session>, storage::Error> {
    let Some((session, user)) = sessions::find_session(tx, claimed.session)? else { return Ok(None) };
    if !claimed.is_of(&session) || session.expires_at <= now || user.disabled_at.is_some() {
        return Ok(None);
    }
    if claimed.generation == session.generation && sessions::advance_session(tx, session.id, session.generation, now)? {
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
    Ok(None)
}

/// Sign out: the session of the refresh cookie ends.
#[utoipa::path(post, path = "/api/auth/logout", tag = SESSIONS, security(("refresh_cookie" = [])), responses(
    (status = 204),
))]
async fn logout(state: State, _: SameOrigin, headers: HeaderMap) -> Result<Response> {
    let claimed = claimed_token(&state, &headers).ok_or_else(ApiError::unauthenticated)?;
    let id = claimed.session;
    let ended = state.store.write(move |tx| end(tx, &claimed)).await?;
    if ended {
        state.callers.forget(id);
    }
    Ok(with_cookie(StatusCode::NO_CONTENT, &no_cookie(&state)))
}

fn end(tx: &mut Tx, claimed: &Claimed) -> Result<bool, storage::Error> {
    match sessions::find_session(tx, claimed.session)? {
        Some((session, _)) if claimed.is_of(&session) => sessions::delete_session(tx, session.id),
        _ => Ok(false),
    }
}

fn claimed_token(state: &State, headers: &HeaderMap) -> Option<Claimed> {
    refresh_tokens::parse(&refresh_tokens::from_cookies(headers, state.settings.is_secure())?)
}

fn no_cookie(state: &State) -> String {
    refresh_tokens::set_cookie("", 0, state.settings.is_secure())
}

/// The signed-in account.
#[utoipa::path(get, path = "/api/me", tag = SESSIONS, responses((status = 200, body = Me)))]
async fn get_me(caller: Caller) -> axum::Json<Me> {
    axum::Json(caller.me())
}

/// The account as it sees itself.
pub fn me(user: &User) -> Me {
    Me { id: user.id, username: user.username.clone(), role: user.role, created_at: user.created_at }
}
