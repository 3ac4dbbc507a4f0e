//! Endpoints for supervisors and for Prometheus. They are not limited: a busy server is alive.

use crate::error::{ApiError, Result};
use crate::state::State;
use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;

/// The routes for supervisors.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/health/live", get(async || "alive\n"))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// Whether requests are taken, the database answers, and has the tables of this version.
async fn ready(state: State) -> Result<&'static str> {
    if !state.limits.is_ready() {
        return Err(ApiError::unavailable(2));
    }
    storage::migrate::check(&state.store).await.map_err(|error| {
        tracing::warn!(%error, "not ready");
        ApiError::unavailable(2)
    })?;
    Ok("ready\n")
}

async fn metrics(state: State) -> impl axum::response::IntoResponse {
    (
        [(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")],
        state.metrics.to_text(state.store.replica_figures()),
    )
}
