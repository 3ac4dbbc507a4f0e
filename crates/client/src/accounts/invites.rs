//! Invites.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::invites::CreatedInvite;
use domain::accounts::invites::InviteDraft;
use domain::accounts::invites::Invites;
use domain::ids::InviteId;

impl<T: Transport> Client<T> {
    /// The invites that still work, the newest first.
    pub fn list_invites(&self) -> impl Future<Output = Result<Invites, Error>> {
        self.fetch(Request::new(Method::Get, "/api/invites"))
    }

    /// Makes an invite; its link is shown this once.
    pub fn create_invite(&self, draft: &InviteDraft) -> impl Future<Output = Result<CreatedInvite, Error>> {
        self.fetch(Request::new(Method::Post, "/api/invites").with_json(draft))
    }

    /// Withdraws an invite.
    pub fn delete_invite(&self, id: InviteId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/invites/{id}")))
    }
}
