//! Programs that add films, and repeat each request with its key until it is answered.

use crate::clients::Client;
use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Programs at once.
const WRITERS: usize = 2;
/// Between two films of one program: the disk must not fill by that.
const PACE: Duration = Duration::from_millis(10);
/// After which a request is repeated.
const PATIENCE: Duration = Duration::from_secs(1);
/// After which it is given up: the server doesn't come back.
const DESPAIR: Duration = Duration::from_mins(1);

/// Programs that run until they are stopped.
pub struct Writers {
    client: Client,
    tasks: JoinSet<Result<(Vec<String>, usize)>>,
    stop: Arc<AtomicBool>,
}

impl Writers {
    /// Starts them, with an API token.
    pub fn start(client: Client) -> Self {
        let (mut tasks, stop) = (JoinSet::new(), Arc::new(AtomicBool::new(false)));
        for number in 0..WRITERS {
            tasks.spawn(write(client.clone(), number, Arc::clone(&stop)));
        }
        Self { client, tasks, stop }
    }

    /// Adds one more film; the moment at which it is there.
    ///
    /// # Errors
    /// When it never is.
    pub async fn probe(&self, title: &str) -> Result<Instant> {
        add(&self.client.over_new_connection()?, title).await?;
        Ok(Instant::now())
    }

    /// Stops them; the titles of the films that were acknowledged, and how many requests had to be repeated.
    ///
    /// # Errors
    /// When one of them gave up.
    pub async fn stop(mut self) -> Result<(Vec<String>, usize)> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = (Vec::new(), 0);
        while let Some(one) = self.tasks.join_next().await {
            let (acknowledged, repeated) = one??;
            all.0.extend(acknowledged);
            all.1 += repeated;
        }
        Ok(all)
    }
}

async fn write(client: Client, number: usize, stop: Arc<AtomicBool>) -> Result<(Vec<String>, usize)> {
    let (mut acknowledged, mut repeated) = (Vec::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let title = format!("film {} of program {number}", acknowledged.len());
        repeated += add(&client, &title).await.with_context(|| format!("adding {title}"))?;
        acknowledged.push(title);
        sleep(PACE).await;
    }
    Ok((acknowledged, repeated))
}

/// Adds a film, however often it takes; how often it took more.
async fn add(client: &Client, title: &str) -> Result<usize> {
    let (start, body) = (Instant::now(), json!({"title": title}).to_string());
    let (key, mut repeated) = (title.replace(' ', "-"), 0);
    while start.elapsed() < DESPAIR {
        let headers: &[(&str, &[u8])] = &[("idempotency-key", key.as_bytes())];
        let sent = client.send_with(Method::POST, "/api/movies", headers, Some(body.clone()));
        if let Ok(Ok(answer)) = timeout(PATIENCE, sent).await {
            if answer.status == 201 {
                return Ok(repeated);
            }
            // What can't be answered now is 5xx; everything else would be wrong.
            ensure!(answer.status >= 500, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        repeated += 1;
        sleep(PACE).await;
    }
    bail!("no answer in {} s", DESPAIR.as_secs())
}

/// All films, with how often each is there.
///
/// # Errors
/// When they can't be read.
pub async fn stored(client: &Client) -> Result<BTreeMap<String, usize>> {
    let (mut all, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let page = client.get(&format!("/api/movies?limit=100{cursor}")).await?.success()?.json();
        for movie in page["items"].as_array().context("that is no page of films")? {
            *all.entry(movie["title"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(all),
        }
    }
}
