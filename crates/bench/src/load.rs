//! Load on a server: some kept connections, each sending its next request when it has its answer.

use crate::http::{Connection, Request};
use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The longest that one answer may take beyond the end of a round.
const PATIENCE: Duration = Duration::from_secs(30);

/// Requests to one server, and the answers they must get.
#[derive(Clone)]
pub struct Target {
    address: SocketAddr,
    calls: Arc<Vec<Call>>,
}

struct Call {
    request: Request,
    status: u16,
    body_length: usize,
}

impl Target {
    /// Sends each request once, to learn how long its answer is. Every later answer must be as long.
    ///
    /// # Errors
    /// When an answer has another status.
    pub async fn learn(address: SocketAddr, requests: Vec<Request>, status: u16) -> Result<Self> {
        let mut connection = Connection::open(address).await?;
        let mut calls = Vec::with_capacity(requests.len());
        for request in requests {
            let response = connection.send_once(&request).await?;
            let text = String::from_utf8_lossy(&response.body);
            ensure!(response.status == status, "{status} was expected, {} came: {text}", response.status);
            let body_length = response.body.len();
            calls.push(Call { request, status, body_length });
        }
        Ok(Self { address, calls: Arc::new(calls) })
    }

    /// The bytes of the body of the first request's answer.
    pub fn body_length(&self) -> usize {
        self.calls.first().map_or(0, |call| call.body_length)
    }

    /// Opens so many connections and sends one request over each, not measured.
    ///
    /// # Errors
    /// When a connection or an answer is not as it must be.
    pub async fn connect(&self, connections: usize) -> Result<Load> {
        let mut open = Vec::with_capacity(connections);
        for number in 0..connections {
            let mut client = Client { connection: Connection::open(self.address).await?, next: number };
            client.call(&self.calls).await?;
            open.push(client);
        }
        Ok(Load { clients: open, calls: Arc::clone(&self.calls) })
    }
}

/// Connections that are open and ready.
pub struct Load {
    clients: Vec<Client>,
    calls: Arc<Vec<Call>>,
}

impl Load {
    /// Sends requests over all connections for so long, and waits for the last answers.
    ///
    /// # Errors
    /// When any answer has another status or length than it must have.
    pub async fn run(self, duration: Duration) -> Result<Round> {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for client in self.clients {
            tasks.spawn(client.repeat(Arc::clone(&self.calls), start + duration));
        }
        let all = async {
            let mut latencies = histogram()?;
            while let Some(done) = tasks.join_next().await {
                latencies.add(done??)?;
            }
            anyhow::Ok(latencies)
        };
        let latencies =
            tokio::time::timeout(duration + PATIENCE, all).await.context("the server does not answer")??;
        Ok(Round { latencies, elapsed: start.elapsed() })
    }
}

struct Client {
    connection: Connection,
    next: usize,
}

impl Client {
    /// The times that the answers took.
    async fn repeat(mut self, calls: Arc<Vec<Call>>, until: Instant) -> Result<Latencies> {
        let mut latencies = histogram()?;
        let mut now = Instant::now();
        while now < until {
            self.call(&calls).await?;
            let answered = Instant::now();
            latencies.record(u64::try_from((answered - now).as_nanos())?)?;
            now = answered;
        }
        Ok(latencies)
    }

    async fn call(&mut self, calls: &[Call]) -> Result<()> {
        let call = calls.get(self.next % calls.len()).context("no request to send")?;
        self.next += 1;
        let response = self.connection.send(&call.request).await?;
        let (status, length) = (response.status, response.body.len());
        let right = status == call.status && length == call.body_length;
        ensure!(
            right,
            "an answer with {status} and {length} bytes instead of {} and {}",
            call.status,
            call.body_length
        );
        Ok(())
    }
}

/// Nanoseconds, three digits of them.
type Latencies = Histogram<u64>;

/// An empty histogram; it grows with what is recorded.
fn histogram() -> Result<Latencies> {
    Ok(Histogram::new(3)?)
}

/// What one round of load gave.
pub struct Round {
    latencies: Latencies,
    elapsed: Duration,
}

impl Round {
    /// Answers in a second.
    #[expect(clippy::cast_precision_loss, reason = "a round has no 2^53 requests")]
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The number of answers.
    pub fn count(&self) -> u64 {
        self.latencies.len()
    }

    /// Microseconds within which half of the answers came.
    pub fn p50(&self) -> f64 {
        self.within(0.5)
    }

    /// Microseconds within which 99 of 100 answers came.
    pub fn p99(&self) -> f64 {
        self.within(0.99)
    }

    #[expect(clippy::cast_precision_loss, reason = "a request takes no months")]
    fn within(&self, quantile: f64) -> f64 {
        self.latencies.value_at_quantile(quantile) as f64 / 1000.0
    }
}

/// The middle one of some values; the mean of the two in the middle of an even number.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.get(middle) {
        None => f64::NAN,
        Some(value) if values.len() % 2 == 1 => *value,
        Some(value) => f64::midpoint(*value, values[middle - 1]),
    }
}

/// The median over rounds of something that each round tells.
pub fn median_of(rounds: &[Round], figure: impl Fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(figure).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_does_not_move_a_median() {
        assert_eq!(median(vec![3.0, 900.0, 2.0]).to_string(), "3");
        assert_eq!(median(vec![4.0, 2.0]).to_string(), "3");
        assert!(median(Vec::new()).is_nan());
    }
}
