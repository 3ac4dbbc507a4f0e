//! Programs that read, and programs that add films and repeat each request with its key until it is answered.

use crate::clients::Client;
use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Programs of each kind at once.
const PROGRAMS: usize = 4;
/// Between two requests of one program.
const PACE: Duration = Duration::from_millis(20);
/// After which a request is given up.
const DESPAIR: Duration = Duration::from_mins(1);
/// What is read, in turn.
pub const READS: [&str; 4] =
    ["/api/movies?limit=20", "/api/movies?search=number%2012&limit=20", "/api/statistics", "/api/watches?limit=20"];

/// A request that failed.
pub struct Failed {
    /// When it was sent.
    pub began: Instant,
    /// When that was known.
    pub ended: Instant,
    /// The status, if there was any.
    pub status: Option<u16>,
    /// What came instead of an answer.
    pub what: String,
}

/// What came of all requests.
#[derive(Default)]
pub struct Outcome {
    /// The titles of the films that were acknowledged.
    pub acknowledged: Vec<String>,
    /// The number of requests, repeated ones too.
    pub requests: usize,
    /// Those that failed.
    pub failures: Vec<Failed>,
}

/// Programs that run until they are stopped.
pub struct Load {
    tasks: JoinSet<Result<Outcome>>,
    stop: Arc<AtomicBool>,
}

impl Load {
    /// Starts them; the films that they add are named after what happens meanwhile.
    pub fn start(client: &Client, of: &'static str) -> Result<Self> {
        let (mut tasks, stop) = (JoinSet::new(), Arc::new(AtomicBool::new(false)));
        for number in 0..PROGRAMS {
            tasks.spawn(write(client.over_new_connection()?, of, number, Arc::clone(&stop)));
            tasks.spawn(read(client.over_new_connection()?, number, Arc::clone(&stop)));
        }
        Ok(Self { tasks, stop })
    }

    /// Stops them.
    ///
    /// # Errors
    /// When one of them gave up, or was answered wrongly.
    pub async fn stop(mut self) -> Result<Outcome> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Outcome::default();
        while let Some(one) = self.tasks.join_next().await {
            let one = one??;
            all.acknowledged.extend(one.acknowledged);
            all.requests += one.requests;
            all.failures.extend(one.failures);
        }
        Ok(all)
    }
}

async fn write(client: Client, of: &str, number: usize, stop: Arc<AtomicBool>) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    while !stop.load(Ordering::Relaxed) {
        let title = format!("{of} {} of program {number}", outcome.acknowledged.len());
        let (start, body, key) = (Instant::now(), json!({"title": title}).to_string(), title.replace(' ', "-"));
        loop {
            ensure!(start.elapsed() < DESPAIR, "{title} can't be added");
            let headers: &[(&str, &[u8])] = &[("idempotency-key", key.as_bytes())];
            if outcome.send(&client, Method::POST, "/api/movies", headers, Some(body.clone())).await? {
                break;
            }
            sleep(PACE).await;
        }
        outcome.acknowledged.push(title);
        sleep(PACE).await;
    }
    Ok(outcome)
}

async fn read(client: Client, number: usize, stop: Arc<AtomicBool>) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    while !stop.load(Ordering::Relaxed) {
        let path = READS[(outcome.requests + number) % READS.len()];
        outcome.send(&client, Method::GET, path, &[], None).await?;
        sleep(PACE).await;
    }
    Ok(outcome)
}

impl Outcome {
    /// Sends a request, and notes what comes of it; whether it succeeded.
    async fn send(
        &mut self,
        client: &Client,
        method: Method,
        path: &str,
        headers: &[(&str, &[u8])],
        body: Option<String>,
    ) -> Result<bool> {
        let began = Instant::now();
        self.requests += 1;
        let (status, what) = match client.send_with(method, path, headers, body).await {
            Ok(answer) if answer.is_success() => return Ok(true),
            Ok(answer) if answer.status >= 500 => (Some(answer.status), answer.status.to_string()),
            Ok(answer) => bail!("{path}: {}: {}", answer.status, String::from_utf8_lossy(&answer.body)),
            Err(error) => (None, format!("{error:#}")),
        };
        self.failures.push(Failed { began, ended: Instant::now(), status, what });
        Ok(false)
    }
}

/// The films of a load, with how often each is there.
///
/// # Errors
/// When they can't be read.
pub async fn stored(client: &Client, of: &str) -> Result<BTreeMap<String, usize>> {
    let (mut all, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let page = client.get(&format!("/api/movies?limit=100{cursor}")).await?.success()?.json();
        for movie in page["items"].as_array().context("that is no page of films")? {
            let title = movie["title"].as_str().unwrap_or_default();
            if title.starts_with(of) {
                *all.entry(title.to_owned()).or_default() += 1;
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(all),
        }
    }
}
