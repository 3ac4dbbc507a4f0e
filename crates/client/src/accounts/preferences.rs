//! What people choose for their own account.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::preferences::Preferences;
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// What you have chosen.
    pub fn get_preferences(&self) -> impl Future<Output = Result<Preferences, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/preferences"))
    }

    /// Changes only the fields given (RFC 7396).
    pub fn update_preferences(&self, patch: &Map<String, Value>) -> impl Future<Output = Result<Preferences, Error>> {
        self.fetch(Request::new(Method::Patch, "/api/me/preferences").with_json(patch))
    }
}
