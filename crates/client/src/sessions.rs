//! Setting up, signing in and out, and who is signed in.

use crate::{Client, Error, Method, Request, Transport};
use domain::sessions::{AccessToken, LoginDraft};
use domain::users::{Me, SetupDraft, SetupState};

impl<T: Transport> Client<T> {
    /// Whether the first account is still to be made.
    pub async fn get_setup(&self) -> Result<SetupState, Error> {
        self.fetch(Request::new(Method::Get, "/api/setup")).await
    }

    /// Makes the first account.
    pub async fn create_setup(&self, draft: &SetupDraft) -> Result<Me, Error> {
        self.fetch(Request::new(Method::Post, "/api/setup").with_json(draft)).await
    }

    /// Signs in: gives an access token and, as a cookie, the refresh token.
    pub async fn login(&self, draft: &LoginDraft) -> Result<AccessToken, Error> {
        self.fetch(Request::new(Method::Post, "/api/auth/login").with_json(draft)).await
    }

    /// Gives a new access token for the refresh token in the cookie.
    pub async fn refresh(&self) -> Result<AccessToken, Error> {
        self.fetch(cookie_request("/api/auth/refresh")).await
    }

    /// Ends the session of the cookie.
    pub async fn logout(&self) -> Result<(), Error> {
        self.run(cookie_request("/api/auth/logout")).await
    }

    /// Who is signed in.
    pub async fn get_me(&self) -> Result<Me, Error> {
        self.fetch(Request::new(Method::Get, "/api/me")).await
    }
}

/// An empty object as the body: these endpoints take JSON only, which no foreign form can send.
fn cookie_request(path: &str) -> Request {
    Request::new(Method::Post, path).with_json(&serde_json::Map::new())
}
