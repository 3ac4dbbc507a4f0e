//! Second factors: authenticator app and recovery codes.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::RecoveryCodes;
use domain::auth::second_factors::SecondFactors;
use domain::auth::second_factors::TotpDraft;
use domain::auth::second_factors::TotpSetup;

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
}
