//! Second factors: authenticator apps, passkeys and recovery codes.

use crate::{Client, Error, Method, Request, Transport};
use domain::ids::PasskeyId;
use domain::passkeys::{CreatedPasskey, PasskeyDraft, PasskeyLoginDraft, PasskeyNameDraft, PasskeyOptions};
use domain::second_factors::{RecoveryCodes, SecondFactors, TotpDraft, TotpSetup};
use domain::sessions::AccessToken;
use domain::users::ProofDraft;

impl<T: Transport> Client<T> {
    /// The second factors of the account.
    pub fn get_second_factors(&self) -> impl Future<Output = Result<SecondFactors, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/second-factors"))
    }

    /// Sets an authenticator app up; its secret is shown this once.
    pub fn create_totp(&self, proof: &ProofDraft) -> impl Future<Output = Result<TotpSetup, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/totp").with_json(proof))
    }

    /// Turns the authenticator app on; gives the recovery codes when it is the first second factor.
    pub fn confirm_totp(&self, draft: &TotpDraft) -> impl Future<Output = Result<RecoveryCodes, Error>> {
        self.fetch(Request::new(Method::Put, "/api/me/totp").with_json(draft))
    }

    /// Has codes no longer asked for.
    pub fn delete_totp(&self, proof: &ProofDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/me/totp/deletion").with_json(proof))
    }

    /// Makes new recovery codes; those before are void.
    pub fn create_recovery_codes(&self, proof: &ProofDraft) -> impl Future<Output = Result<RecoveryCodes, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/recovery-codes").with_json(proof))
    }

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
