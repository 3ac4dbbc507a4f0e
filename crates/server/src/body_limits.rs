//! How large a body can be: what strangers can send is small.

use crate::State;
use crate::error::ApiError;
use crate::openapi::Calls;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use domain::problems::ProblemKind;
use std::sync::Arc;

/// The most bytes of a body: 1 MiB.
const MAX_BODY: usize = 1024 * 1024;
/// The most bytes of a body of a call that needs no sign-in: 16 KiB.
const MAX_OPEN_BODY: usize = 16 * 1024;

/// The most bytes that a request's body can have.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

impl Default for BodyLimit {
    fn default() -> Self {
        Self(MAX_BODY)
    }
}

impl BodyLimit {
    /// The limit of this request.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get().copied().unwrap_or_default()
    }

    /// What is said of a larger body.
    pub fn refusal(self) -> ApiError {
        let detail = format!("The body of this call can have at most {} KiB.", self.0 / 1024);
        ApiError::new(ProblemKind::PayloadTooLarge, detail)
    }
}

/// Wraps the API: the calls that strangers can make take small bodies alone, even where none is read.
pub fn limited(api: Router<State>, open: Calls) -> Router<State> {
    let open = Arc::new(open);
    api.layer(middleware::from_fn(move |mut request: Request, next: Next| {
        let path = request.extensions().get::<MatchedPath>();
        let methods = path.and_then(|path| open.get(path.as_str()));
        if methods.is_some_and(|methods| methods.contains(request.method())) {
            request.extensions_mut().insert(BodyLimit(MAX_OPEN_BODY));
        }
        next.run(request)
    }))
}
