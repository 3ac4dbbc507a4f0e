//! What admins do: the accounts of others, invites, registration, the audit log.

use crate::{Client, Error, Method, Request, Transport};
use domain::audit_events::{AuditEvent, AuditEventsQuery};
use domain::ids::{InviteId, UserId};
use domain::invites::{CreatedInvite, InviteDraft, Invites};
use domain::pages::{Page, PageQuery};
use domain::password_resets::CreatedPasswordReset;
use domain::settings::SiteSettings;
use domain::users::{UserInfo, UserPatch, UsersQuery};

impl<T: Transport> Client<T> {
    /// One page of the accounts, by name.
    pub fn list_users(
        &self,
        query: &UsersQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<UserInfo>, Error>> {
        let request = Request::new(Method::Get, "/api/users");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }

    /// Changes an account's role, disables it or enables it.
    pub fn update_user(&self, id: UserId, patch: &UserPatch) -> impl Future<Output = Result<UserInfo, Error>> {
        self.fetch(Request::new(Method::Patch, format!("/api/users/{id}")).with_json(patch))
    }

    /// Deletes an account with everything in it.
    pub fn delete_user(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}")))
    }

    /// Makes a link with which an account's password is chosen anew; it is shown this once.
    pub fn create_password_reset(&self, id: UserId) -> impl Future<Output = Result<CreatedPasswordReset, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/users/{id}/password-reset")))
    }

    /// Takes an account's second factors away.
    pub fn delete_second_factors(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}/second-factors")))
    }

    /// Ends an account's sessions and API tokens.
    pub fn delete_user_sessions(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}/sessions")))
    }

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

    /// The site's settings.
    pub fn get_settings(&self) -> impl Future<Output = Result<SiteSettings, Error>> {
        self.fetch(Request::new(Method::Get, "/api/settings"))
    }

    /// Replaces the site's settings.
    pub fn update_settings(&self, settings: &SiteSettings) -> impl Future<Output = Result<SiteSettings, Error>> {
        self.fetch(Request::new(Method::Put, "/api/settings").with_json(settings))
    }

    /// One page of the audit log, the newest first.
    pub fn list_audit_events(
        &self,
        query: &AuditEventsQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<AuditEvent>, Error>> {
        let request = Request::new(Method::Get, "/api/audit-events");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }
}
