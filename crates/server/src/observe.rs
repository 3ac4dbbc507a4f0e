//! What whoever runs the server sees of it: a log line and figures for each request.
//!
//! Neither holds anything secret or private: a path stands as its pattern, without query.

use crate::{State, logs};
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;

/// Seconds, the upper bounds of the histogram.
const BUCKETS: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// The figures of this process since it started.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    path: String,
    status: u16,
}

impl Metrics {
    /// Figures that all stand at nothing.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("movietracker");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let seconds = Histogram::new(BUCKETS);
        registry.register("http_request_duration_seconds", "Time to the answer's head", seconds.clone());
        registry.register("log_lines_dropped", "Log lines that could not be written", logs::dropped());
        Self { registry, requests, seconds }
    }

    /// The figures as OpenMetrics text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        if let Err(error) = text::encode(&mut out, &self.registry) {
            tracing::error!(%error, "the metrics could not be written");
        }
        out
    }

    fn count(&self, method: &str, path: &str, status: u16, took: Duration) {
        let labels = RequestLabels { method: method.to_owned(), path: path.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }
}

/// Wraps a service: panics become problems, and every request is counted and logged.
pub fn observed(service: Router<State>, state: &State) -> Router<State> {
    service
        .layer(CatchPanicLayer::custom(crate::limits::panicked))
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
