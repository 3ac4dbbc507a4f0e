//! What follows once somebody has proven who they are, in whatever way: a session, its tokens, and
//! a browser that is known from then on.

use crate::error::{ApiError, Result};
use crate::request::cookies::Cookie;
use crate::request::openapi::{Describe, add_problem};
use crate::security::client_info::ClientInfo;
use crate::security::lifetimes::DEVICE_LIFETIME;
use crate::security::refresh_tokens::{self, Claimed};
use crate::security::secrets::{hash_of, random_token};
use crate::state::State;
use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::EventKind;
use domain::auth::sessions::AccessToken;
use domain::ids::{SessionId, UserId};
use domain::problems::ProblemKind;
use http::header::SET_COOKIE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::known_devices::insert_device;
use storage::auth::second_factors::{FactorsStamp, find_second_factors};
use storage::auth::sessions;
use storage::auth::sessions::Session;
use storage::users::{self, User};
use utoipa::openapi::path::Operation;

/// The tokens of somebody who is signed in. As a response: the access token as JSON, with the cookies.
pub struct Granted {
    token: AccessToken,
    cookies: Vec<String>,
}

impl Granted {
    /// Puts the cookies into an answer of another kind, such as a redirect.
    pub fn add_cookies(&self, headers: &mut HeaderMap) {
        for cookie in &self.cookies {
            add_cookie(headers, cookie);
        }
    }
}

impl IntoResponse for Granted {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        self.add_cookies(&mut headers);
        (headers, axum::Json(self.token)).into_response()
    }
}

/// Somebody who has proven whose account it is.
pub struct Entry<'a> {
    /// Where they come from.
    pub from: &'a ClientInfo,
    /// Their request's headers.
    pub headers: &'a HeaderMap,
    /// The account, as it was when they proved it.
    pub user: User,
    /// The second factors that were asked for after the password; nothing when it was no password that
    /// proved it.
    pub factors: Option<FactorsStamp>,
    /// Whether the account knows the browser.
    pub is_known_device: bool,
}

/// Signs somebody in: makes the session, in the place of the one that the browser had, has the browser known
/// from now on unless it is already, and notes it in the audit log. `also` runs in the same transaction once the
/// account is locked: when it fails, nobody is signed in.
///
/// # Errors
/// [`ProblemKind::InvalidCredentials`] when the account was disabled, or its password or second factors were
/// changed, since they were looked at; and those of `also`.
pub async fn sign_in<F>(state: &State, entry: Entry<'_>, also: F) -> Result<Granted>
where
    F: FnOnce(&mut Tx) -> Result<()> + Send + 'static,
{
    let Entry { from, headers, user, factors, is_known_device } = entry;
    let session = new_session(state, user.id, from);
    let device = (!is_known_device).then(|| random_token::<32>(&state.clock));
    let earlier = claimed_token(state, headers);
    let earlier_id = earlier.as_ref().map(|claimed| claimed.session);
    let mut granted = grant(state, &session).await?;
    if let Some(token) = &device {
        granted.cookies.push(Cookie::Device.set(token, DEVICE_LIFETIME, state.config.is_secure()));
    }
    let event = from.event(&state.clock, EventKind::Login, Some(&user.username), Some(&user.username));
    state
        .store
        .write(move |tx| {
            recheck(tx, &user, factors.as_ref())?;
            also(tx)?;
            if let Some(earlier) = earlier {
                end_claimed(tx, &earlier)?;
            }
            if let Some(token) = device {
                insert_device(tx, user.id, &hash_of(&token), session.created_at)?;
            }
            users::update_last_login(tx, user.id, session.created_at)?;
            sessions::insert_session(tx, &session)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    if let Some(id) = earlier_id {
        state.callers.forget(id);
    }
    Ok(granted)
}

/// Locks the account, and makes sure that what was proven still proves it.
fn recheck(tx: &mut Tx, seen: &User, factors: Option<&FactorsStamp>) -> Result<()> {
    users::lock_user(tx, seen.id)?;
    let is_enabled =
        |user: &User| user.disabled_at.is_none() && (factors.is_none() || user.password_hash == seen.password_hash);
    let holds = users::find_user(tx, seen.id)?.is_some_and(|user| is_enabled(&user))
        && match factors {
            Some(asked) => find_second_factors(tx, seen.id)?.stamp() == *asked,
            None => true,
        };
    if holds {
        return Ok(());
    }
    let detail = "The account was changed while you were signing in. Try again.";
    Err(ApiError::new(ProblemKind::InvalidCredentials, detail))
}

/// The refresh token of the browser’s cookie, not checked yet; without one, it is nobody.
pub struct RefreshCookie(pub Claimed);

impl<S: Send + Sync> FromRequestParts<S> for RefreshCookie
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let claimed = claimed_token(&State::from_ref(state), &parts.headers);
        claimed.map(Self).ok_or_else(ApiError::unauthenticated)
    }
}

impl Describe for RefreshCookie {
    fn describe(operation: &mut Operation) {
        add_problem(operation, ProblemKind::Unauthenticated);
    }
}

fn claimed_token(state: &State, headers: &HeaderMap) -> Option<Claimed> {
    refresh_tokens::parse(&Cookie::Refresh.get(headers, state.config.is_secure())?)
}

/// Ends the session of a refresh token, also of an old one; whose it was, if it lived.
pub fn end_claimed(tx: &mut Tx, claimed: &Claimed) -> Result<Option<User>, storage::Error> {
    match sessions::find_session(tx, claimed.session)? {
        Some((session, user)) if claimed.is_of(&session) => {
            Ok(sessions::delete_session(tx, session.id)?.then_some(user))
        }
        _ => Ok(None),
    }
}

fn new_session(state: &State, user_id: UserId, from: &ClientInfo) -> Session {
    let now = state.clock.now();
    Session {
        id: SessionId(state.clock.id()),
        user_id,
        created_at: now,
        last_used_at: now,
        expires_at: now.plus_seconds(refresh_tokens::LIFETIME),
        client: from.client.clone(),
        address: from.address.to_string(),
        generation: 1,
        generation_age: 0,
        secret: state.clock.random::<32>().to_vec(),
    }
}

/// The tokens of a session's current generation.
pub async fn grant(state: &State, session: &Session) -> Result<Granted> {
    let token = AccessToken {
        access_token: state.access_tokens.issue(session.user_id, session.id).await?,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(crate::security::access_tokens::LIFETIME).unwrap_or_default(),
    };
    let max_age = (session.expires_at.as_millis() - state.clock.now().as_millis()) / 1000;
    let cookie = Cookie::Refresh.set(&refresh_tokens::issue(session), max_age, state.config.is_secure());
    Ok(Granted { token, cookies: vec![cookie] })
}

/// An answer that takes the refresh cookie away.
pub fn without_session(state: &State, reply: impl IntoResponse) -> Response {
    let mut response = reply.into_response();
    add_cookie(response.headers_mut(), &Cookie::Refresh.set("", 0, state.config.is_secure()));
    response
}

/// Adds a cookie to an answer.
pub fn add_cookie(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}
