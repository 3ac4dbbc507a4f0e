//! The genres of films, and the places and people of watches.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::labels::Labels;

impl<T: Transport> Client<T> {
    /// The genres of all films.
    pub fn list_genres(&self) -> impl Future<Output = Result<Labels, Error>> {
        self.fetch(Request::new(Method::Get, "/api/genres"))
    }

    /// The places of all watches.
    pub fn list_places(&self) -> impl Future<Output = Result<Labels, Error>> {
        self.fetch(Request::new(Method::Get, "/api/places"))
    }

    /// The people of all watches.
    pub fn list_companions(&self) -> impl Future<Output = Result<Labels, Error>> {
        self.fetch(Request::new(Method::Get, "/api/companions"))
    }
}
