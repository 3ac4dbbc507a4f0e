//! Choosing another password by a link.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::password_resets::CreatedPasswordReset;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::ids::UserId;

impl<T: Transport> Client<T> {
    /// Makes a link with which an account's password is chosen anew; it is shown this once.
    pub fn create_password_reset(&self, id: UserId) -> impl Future<Output = Result<CreatedPasswordReset, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/users/{id}/password-reset")))
    }

    /// Chooses another password by a link.
    pub fn reset_password(&self, draft: &PasswordResetDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/auth/password-reset").with_json(draft))
    }
}
