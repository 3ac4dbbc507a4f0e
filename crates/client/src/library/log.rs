//! Logging a film.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::log::{LogDraft, Logged};

impl<T: Transport> Client<T> {
    /// Logs a film: finds or adds it, and records its watch. With an idempotency key, repeating the call within 24 hours
    /// logs nothing more and gives the same answer.
    pub fn log_movie(
        &self,
        draft: &LogDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<Logged, Error>> {
        let request = Request::new(Method::Post, "/api/log").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }
}
