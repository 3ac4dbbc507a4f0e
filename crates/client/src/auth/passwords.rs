//! One's own password.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::passwords::PasswordDraft;

impl<T: Transport> Client<T> {
    /// Changes the account's password; its other sessions end.
    pub fn update_password(&self, draft: &PasswordDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Put, "/api/me/password").with_json(draft))
    }
}
