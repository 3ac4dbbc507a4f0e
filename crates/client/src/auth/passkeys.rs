//! Passkeys, and signing in with one.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::passkeys::CreatedPasskey;
use domain::auth::passkeys::PasskeyDraft;
use domain::auth::passkeys::PasskeyLoginDraft;
use domain::auth::passkeys::PasskeyNameDraft;
use domain::auth::passwords::ProofDraft;
use domain::auth::sessions::AccessToken;
use domain::challenges::PasskeyOptions;
use domain::ids::PasskeyId;

impl<T: Transport> Client<T> {
    /// Begins to add a passkey.
    pub fn create_passkey_options(&self, proof: &ProofDraft) -> impl Future<Output = Result<PasskeyOptions, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/passkeys/options").with_json(proof))
    }

    /// Adds a passkey; gives the recovery codes when it is the first second factor.
    pub fn create_passkey(&self, draft: &PasskeyDraft) -> impl Future<Output = Result<CreatedPasskey, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/passkeys").with_json(draft))
    }

    /// Gives a passkey another name.
    pub fn update_passkey(&self, id: PasskeyId, draft: &PasskeyNameDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Put, format!("/api/me/passkeys/{id}")).with_json(draft))
    }

    /// Deletes a passkey.
    pub fn delete_passkey(&self, id: PasskeyId, proof: &ProofDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, format!("/api/me/passkeys/{id}/deletion")).with_json(proof))
    }

    /// Begins to sign in with a passkey.
    pub fn create_passkey_login_options(&self) -> impl Future<Output = Result<PasskeyOptions, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/passkey/options").with_json(&serde_json::Map::new()))
    }

    /// Signs in with a passkey.
    pub fn login_with_passkey(&self, draft: &PasskeyLoginDraft) -> impl Future<Output = Result<AccessToken, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/passkey").with_json(draft))
    }
}
