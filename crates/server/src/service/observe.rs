//! What whoever runs the server sees of it: a log line and figures for each request.
//!
//! Neither holds anything secret or private: a path stands as its pattern, without query.

use crate::state::State;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;

/// Wraps a service: panics become problems, and every request is counted and logged.
pub fn observed(service: Router<State>, state: &State) -> Router<State> {
    service
        .layer(CatchPanicLayer::custom(crate::service::limits::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), count))
}

async fn count(state: State, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known_method(request.method());
    let path = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let took = started.elapsed();
    let path = path.as_ref().map_or("page", MatchedPath::as_str);
    let status = response.status().as_u16();
    state.metrics.count(method, path, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::error!(method, path, status, micros, "answered");
    } else {
        tracing::debug!(method, path, status, micros, "answered");
    }
    response
}

/// A method anybody can send must not become a new line of figures each time.
fn known_method(method: &http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| method == known)
        .unwrap_or("other")
}
