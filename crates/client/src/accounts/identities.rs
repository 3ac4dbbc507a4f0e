//! Sign-ins through a provider that are linked with accounts.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::identities::Identities;
use domain::accounts::identities::Identity;
use domain::accounts::identities::IdentityDraft;
use domain::accounts::identities::IdentityRedirect;
use domain::auth::passwords::ProofDraft;
use domain::ids::IdentityId;
use domain::ids::UserId;

impl<T: Transport> Client<T> {
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
}
