//! Signing in and out, and the sessions that come of it.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::sessions::AccessToken;
use domain::auth::sessions::LoginDraft;
use domain::auth::sessions::LoginOptions;
use domain::auth::sessions::Sessions;
use domain::ids::SessionId;

impl<T: Transport> Client<T> {
    /// What the login page offers.
    pub fn get_login_options(&self) -> impl Future<Output = Result<LoginOptions, Error>> {
        self.fetch(Request::new(Method::Get, "/api/auth/options"))
    }

    /// Signs in: gives an access token and, as a cookie, the refresh token.
    pub fn login(&self, draft: &LoginDraft) -> impl Future<Output = Result<AccessToken, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/login").with_json(draft))
    }

    /// Gives a new access token for the refresh token in the cookie.
    pub fn refresh(&self) -> impl Future<Output = Result<AccessToken, Error>> {
        self.fetch(cookie_request("/api/auth/refresh"))
    }

    /// Ends the session of the cookie.
    pub fn logout(&self) -> impl Future<Output = Result<(), Error>> {
        self.run(cookie_request("/api/auth/logout"))
    }

    /// The sessions of the account, the last used first.
    pub fn list_sessions(&self) -> impl Future<Output = Result<Sessions, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/sessions"))
    }

    /// Ends one of the account's sessions.
    pub fn delete_session(&self, id: SessionId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/me/sessions/{id}")))
    }

    /// Ends all sessions of the account, this one too, and revokes its API tokens if they are not to be kept.
    pub fn delete_sessions(&self, revoke_tokens: bool) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/me/sessions?revoke_tokens={revoke_tokens}")))
    }
}

/// An empty object as the body: these endpoints take JSON only, which no foreign form can send.
fn cookie_request(path: &str) -> Request {
    Request::new(Method::Post, path).with_json(&serde_json::Map::new())
}
