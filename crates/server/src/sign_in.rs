//! What follows once somebody has proven who they are, in whatever way: a session, its tokens, and
//! a browser that is known from then on.

use crate::State;
use crate::client_info::ClientInfo;
use crate::cookies::Cookie;
use crate::error::Result;
use crate::refresh_tokens;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{SessionId, UserId};
use domain::sessions::AccessToken;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use storage::audit_events::insert_audit_event;
use storage::known_devices::insert_device;
use storage::sessions::Session;
use storage::users::{self, User};
use storage::{Tx, sessions};

/// Seconds for which a browser is known that is not used: 400 days, the most that browsers keep a
/// cookie (RFC 6265bis, section 5.5).
pub const DEVICE_LIFETIME: i64 = 400 * 24 * 3600;

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

/// Signs in an account that is proven and not disabled: makes the session, has the browser known
/// from now on unless it is already, and notes it in the audit log. `also` runs in the same
/// transaction, before anything else: when it fails, nobody is signed in.
pub async fn sign_in<F>(state: &State, from: &ClientInfo, user: User, is_known_device: bool, also: F) -> Result<Granted>
where
    F: FnOnce(&mut Tx) -> Result<()> + Send + 'static,
{
    let session = new_session(state, user.id, from);
    let device = (!is_known_device).then(|| URL_SAFE_NO_PAD.encode(state.clock.random::<32>()));
    let mut granted = grant(state, &session).await?;
    if let Some(token) = &device {
        granted.cookies.push(Cookie::Device.set(token, DEVICE_LIFETIME, state.settings.is_secure()));
    }
    let event = from.event(&state.clock, "login", Some(&user.username), Some(&user.username));
    state
        .store
        .write(move |tx| {
            also(tx)?;
            if let Some(token) = device {
                insert_device(tx, user.id, &Sha256::digest(token), session.created_at)?;
            }
            users::update_last_login(tx, user.id, session.created_at)?;
            sessions::insert_session(tx, &session)?;
            insert_audit_event(tx, &event).map_err(crate::error::ApiError::from)
        })
        .await?;
    Ok(granted)
}

fn new_session(state: &State, user_id: UserId, from: &ClientInfo) -> Session {
    let now = state.clock.now();
    Session {
        id: SessionId(state.clock.id()),
        user_id,
        created_at: now,
        last_used_at: now,
        expires_at: now.plus_seconds(refresh_tokens::LIFETIME),
        rotated_at: now,
        client: from.client.clone(),
        address: from.address.to_string(),
        generation: 1,
        secret: state.clock.random::<32>().to_vec(),
    }
}

/// The tokens of a session's current generation.
pub async fn grant(state: &State, session: &Session) -> Result<Granted> {
    let token = AccessToken {
        access_token: state.access_tokens.issue(session.user_id, session.id).await?,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(crate::access_tokens::LIFETIME).unwrap_or_default(),
    };
    let max_age = (session.expires_at.as_millis() - state.clock.now().as_millis()) / 1000;
    let cookie = Cookie::Refresh.set(&refresh_tokens::issue(session), max_age, state.settings.is_secure());
    Ok(Granted { token, cookies: vec![cookie] })
}

/// An answer that takes the refresh cookie away.
pub fn without_session(state: &State, reply: impl IntoResponse) -> Response {
    let mut response = reply.into_response();
    add_cookie(response.headers_mut(), &Cookie::Refresh.set("", 0, state.settings.is_secure()));
    response
}

/// Adds a cookie to an answer.
pub fn add_cookie(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}
