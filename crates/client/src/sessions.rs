//! Setting up, signing in and out, and who is signed in.

use crate::{Client, Error, Method, Request, Transport};
use domain::api_tokens::{ApiTokenDraft, ApiTokens, CreatedApiToken};
use domain::identities::{Identities, Identity, IdentityDraft, IdentityRedirect};
use domain::ids::{ApiTokenId, IdentityId, SessionId, UserId};
use domain::sessions::{AccessToken, LoginDraft, LoginOptions, Sessions};
use domain::users::{Me, PasswordDraft, ProofDraft, SetupDraft, SetupState};

impl<T: Transport> Client<T> {
    /// Whether the first account is still to be made.
    pub fn get_setup(&self) -> impl Future<Output = Result<SetupState, Error>> {
        self.fetch(Request::new(Method::Get, "/api/setup"))
    }

    /// Makes the first account.
    pub fn create_setup(&self, draft: &SetupDraft) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Post, "/api/setup").with_json(draft))
    }

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

    /// Who is signed in.
    pub fn get_me(&self) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me"))
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

    /// Changes the account's password; its other sessions end.
    pub fn update_password(&self, draft: &PasswordDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Put, "/api/me/password").with_json(draft))
    }

    /// The API tokens of the account, the newest first.
    pub fn list_api_tokens(&self) -> impl Future<Output = Result<ApiTokens, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/tokens"))
    }

    /// Makes an API token; it is shown this once.
    pub fn create_api_token(&self, draft: &ApiTokenDraft) -> impl Future<Output = Result<CreatedApiToken, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/tokens").with_json(draft))
    }

    /// Revokes an API token.
    pub fn delete_api_token(&self, id: ApiTokenId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/me/tokens/{id}")))
    }

    /// The sign-ins through a provider that are linked with the account.
    pub fn list_identities(&self) -> impl Future<Output = Result<Identities, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/identities"))
    }

    /// Begins to link one: gives the address that the browser is to go to.
    pub fn link_identity(&self, draft: &ProofDraft) -> impl Future<Output = Result<IdentityRedirect, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/identities").with_json(draft))
    }

    /// Unlinks one.
    pub fn delete_identity(&self, id: IdentityId, draft: &ProofDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, format!("/api/me/identities/{id}/deletion")).with_json(draft))
    }

    /// Links a sign-in through a provider with an account; for admins.
    pub fn create_identity(
        &self,
        user: UserId,
        draft: &IdentityDraft,
    ) -> impl Future<Output = Result<Identity, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/users/{user}/identities")).with_json(draft))
    }

    /// Deletes the account with everything in it.
    pub fn delete_me(&self, draft: &ProofDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/me/deletion").with_json(draft))
    }
}

/// An empty object as the body: these endpoints take JSON only, which no foreign form can send.
fn cookie_request(path: &str) -> Request {
    Request::new(Method::Post, path).with_json(&serde_json::Map::new())
}
