//! The ratings of films.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::MovieId;
use domain::library::ratings::RatingHistory;

impl<T: Transport> Client<T> {
    /// The ratings that a film was given, the latest first.
    pub fn list_ratings(&self, movie: MovieId) -> impl Future<Output = Result<RatingHistory, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/movies/{movie}/ratings")))
    }
}
