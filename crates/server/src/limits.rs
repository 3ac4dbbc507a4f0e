//! What keeps the server standing: a bound on requests at once, and panics that end one request.

use crate::State;
use crate::error::ApiError;
use crate::page::{DATA_POLICY, SECURITY_HEADERS};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::problems::{Problem, ProblemKind};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use std::any::Any;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The requests that are worked on at once; more are turned away with 503.
const MAX_REQUESTS: usize = 512;

/// Wraps a service: bounded, and its API never cached or taken for another type.
pub fn limited(service: Router<State>) -> Router<State> {
    let places = Arc::new(Semaphore::new(MAX_REQUESTS));
    service.layer(middleware::from_fn(move |request: Request, next: Next| {
        let places = Arc::clone(&places);
        async move {
            let Ok(_place) = places.try_acquire() else { return ApiError::unavailable(1).into_response() };
            let is_api = request.uri().path().starts_with("/api");
            let mut response = next.run(request).await;
            if is_api {
                let headers = response.headers_mut();
                headers.extend(SECURITY_HEADERS.map(|(name, value)| (Some(name), value)));
                headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
                headers.entry(CONTENT_SECURITY_POLICY).or_insert(DATA_POLICY);
            }
            response
        }
    }))
}

/// The answer to a request whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives it away")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    ApiError::from(Problem::new(ProblemKind::Internal)).into_response()
}
