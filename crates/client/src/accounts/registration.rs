//! Making an account by an invite, or where anyone may.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::links::LinkDraft;
use domain::accounts::links::LinkInfo;
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::users::Me;

impl<T: Transport> Client<T> {
    /// Whether a link still works, and what it is for.
    pub fn check_link(&self, draft: &LinkDraft) -> impl Future<Output = Result<LinkInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/link").with_json(draft))
    }

    /// Makes an account, by an invite or where anyone may.
    pub fn register(&self, draft: &RegistrationDraft) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Post, "/api/auth/registration").with_json(draft))
    }
}
