//! What is done without being signed in: by a one-time link, or by registering.

use crate::{Client, Error, Method, Request, Transport};
use domain::links::{LinkDraft, LinkInfo};
use domain::password_resets::PasswordResetDraft;
use domain::registration::RegistrationDraft;
use domain::users::Me;

impl<T: Transport> Client<T> {
    /// Whether a link still works, and what it is for.
    pub fn check_link(&self, draft: &LinkDraft) -> impl Future<Output = Result<LinkInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/link").with_json(draft))
    }

    /// Makes an account, by an invite or where anyone may.
    pub fn register(&self, draft: &RegistrationDraft) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/registration").with_json(draft))
    }

    /// Chooses another password by a link.
    pub fn reset_password(&self, draft: &PasswordResetDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/auth/password-reset").with_json(draft))
    }
}
