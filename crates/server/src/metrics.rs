//! The figures of this process, for Prometheus.

use crate::logs;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use storage::ReplicaFigures;

/// Seconds, the upper bounds of the histogram.
const BUCKETS: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// The figures of this process since it started.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
    reads: Family<ServerLabels, Counter>,
    standing: Family<ServerLabels, Gauge>,
    lag_bytes: Family<ServerLabels, Gauge>,
    lag_seconds: Family<ServerLabels, Gauge<f64, AtomicU64>>,
}

/// A server of the database: its host and port, or "primary".
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ServerLabels {
    server: String,
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
        let (reads, standing, lag_bytes, lag_seconds) =
            (Family::default(), Family::default(), Family::default(), Family::default());
        registry.register("database_reads", "Reads that replicas can answer, by who did", reads.clone());
        registry.register("database_replica_ready", "Whether a replica answers reads", standing.clone());
        registry.register("database_replica_lag_bytes", "Bytes of log that a replica lacks", lag_bytes.clone());
        let help = "Seconds since a replica had everything";
        registry.register("database_replica_lag_seconds", help, lag_seconds.clone());
        Self { registry, requests, seconds, reads, standing, lag_bytes, lag_seconds }
    }

    /// The figures as OpenMetrics text, with those of the database's replicas, if it has any.
    pub fn to_text(&self, replicas: Option<ReplicaFigures>) -> String {
        if let Some(figures) = replicas {
            self.note_replicas(figures);
        }
        let mut out = String::new();
        if let Err(error) = text::encode(&mut out, &self.registry) {
            tracing::error!(%error, "the metrics could not be written");
        }
        out
    }

    fn note_replicas(&self, figures: ReplicaFigures) {
        let label = |server: &str| ServerLabels { server: server.to_owned() };
        let count = |server: &str, reads| {
            self.reads.get_or_create(&label(server)).inner().store(reads, Ordering::Relaxed);
        };
        count("primary", figures.primary_reads);
        for replica in figures.replicas {
            let labels = label(&replica.name);
            count(&replica.name, replica.reads);
            self.standing.get_or_create(&labels).set(i64::from(replica.is_ready));
            self.lag_bytes.get_or_create(&labels).set(replica.lag_bytes);
            self.lag_seconds.get_or_create(&labels).set(replica.lag_seconds);
        }
    }

    /// Counts a request that was answered.
    pub fn count(&self, method: &str, path: &str, status: u16, took: Duration) {
        let labels = RequestLabels { method: method.to_owned(), path: path.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }
}
