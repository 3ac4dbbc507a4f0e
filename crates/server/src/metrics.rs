//! The figures of this process, for Prometheus.

use crate::logs;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

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

    /// Counts a request that was answered.
    pub fn count(&self, method: &str, path: &str, status: u16, took: Duration) {
        let labels = RequestLabels { method: method.to_owned(), path: path.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }
}
