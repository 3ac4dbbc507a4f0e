//! Whole accounts.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::UserId;
use domain::transfer::users::{ImportedUser, UserExportDraft};

impl<T: Transport> Client<T> {
    /// Everything that somebody else keeps, as one piece in memory.
    pub fn export_user(&self, id: UserId, draft: &UserExportDraft) -> impl Future<Output = Result<Vec<u8>, Error>> {
        self.fetch_bytes(Request::new(Method::Post, format!("/api/users/{id}/export")).with_json(draft))
    }

    /// Makes an account of that name out of a file.
    pub fn import_user(
        &self,
        file: Vec<u8>,
        username: &str,
        file_name: &str,
        time_zone: Option<&str>,
    ) -> impl Future<Output = Result<ImportedUser, Error>> {
        let named = [("username", username.to_owned()), ("file_name", file_name.to_owned())];
        let query = named.into_iter().chain(time_zone.map(|zone| ("time_zone", zone.to_owned())));
        self.fetch(Request::new(Method::Post, "/api/users/import").with_query(query).with_bytes(file))
    }
}
