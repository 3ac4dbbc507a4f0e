//! Changing many films at once.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::batch::{BatchDraft, BatchOutcome};

impl<T: Transport> Client<T> {
    /// Changes up to 10,000 films, all of them or none. With an idempotency key, repeating the call within 24 hours
    /// changes nothing more and gives the same answer.
    pub fn change_movies(
        &self,
        draft: &BatchDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<BatchOutcome, Error>> {
        let request = Request::new(Method::Post, "/api/movies/batch").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }
}
