//! The site's settings.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::settings::SiteSettings;

impl<T: Transport> Client<T> {
    /// The site's settings.
    pub fn get_settings(&self) -> impl Future<Output = Result<SiteSettings, Error>> {
        self.fetch(Request::new(Method::Get, "/api/settings"))
    }

    /// Replaces the site's settings.
    pub fn update_settings(&self, settings: &SiteSettings) -> impl Future<Output = Result<SiteSettings, Error>> {
        self.fetch(Request::new(Method::Put, "/api/settings").with_json(settings))
    }
}
