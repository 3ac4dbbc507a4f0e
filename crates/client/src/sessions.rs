//! Setting up, signing in and out, and who is signed in.

use crate::{Client, Error, Method, Request, Transport};
use domain::ids::SessionId;
use domain::sessions::{AccessToken, LoginDraft, Sessions};
use domain::users::{DeletionDraft, Me, PasswordDraft, SetupDraft, SetupState};

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

    /// The sessions of the account, the last used first.
    pub async fn list_sessions(&self) -> Result<Sessions, Error> {
        self.fetch(Request::new(Method::Get, "/api/me/sessions")).await
    }

    /// Ends one of the account's sessions.
    pub async fn delete_session(&self, id: SessionId) -> Result<(), Error> {
        self.run(Request::new(Method::Delete, format!("/api/me/sessions/{id}"))).await
    }

    /// Ends all sessions of the account, this one too.
    pub async fn delete_sessions(&self) -> Result<(), Error> {
        self.run(Request::new(Method::Delete, "/api/me/sessions")).await
    }

    /// Changes the account's password; its other sessions end.
    pub async fn update_password(&self, draft: &PasswordDraft) -> Result<(), Error> {
        self.run(Request::new(Method::Put, "/api/me/password").with_json(draft)).await
    }

    /// Deletes the account with everything in it.
    pub async fn delete_me(&self, draft: &DeletionDraft) -> Result<(), Error> {
        self.run(Request::new(Method::Post, "/api/me/deletion").with_json(draft)).await
    }
}

/// An empty object as the body: these endpoints take JSON only, which no foreign form can send.
fn cookie_request(path: &str) -> Request {
    Request::new(Method::Post, path).with_json(&serde_json::Map::new())
}
