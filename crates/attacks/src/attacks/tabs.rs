//! Five tabs of one browser that renew their session at the same moment, over two servers where there
//! are two: the browser gives every tab the cookie that it has at that moment.
//!
//! No tab may ever be refused, in any round, and every session must be alive at the end.

use crate::clients::Client;
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::report::Report;
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use storage::Engine;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Tabs of a browser.
const TABS: usize = 5;
/// Browsers that do so at once: the load under which it must hold.
const BROWSERS: usize = 4;
/// Between two rounds: a small run crosses the end of a window of ten seconds as well.
const PAUSE: Duration = Duration::from_millis(360);
/// The same in a large run.
const SHORT_PAUSE: Duration = Duration::from_millis(50);

/// Has the browsers renew their sessions, round after round.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("ana", "member").await?;
    let servers = lab.serve_all(&database, 2).await?;
    let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
    let (rounds, pause) = (lab.rounds(30, 1_000), lab.size(PAUSE, SHORT_PAUSE));
    let outcome = renew_in_tabs(&addresses, rounds, pause).await?;
    report.none_of(engine, format!("tabs refused in {rounds} rounds"), (outcome.refused, outcome.renewals));
    report.all_of(engine, "sessions alive at the end", (outcome.alive, BROWSERS));
    Ok(())
}

/// What became of some browsers' sessions.
#[derive(Default)]
pub struct Outcome {
    /// Tabs that were refused.
    pub refused: usize,
    /// Tabs that asked.
    pub renewals: usize,
    /// Sessions that still live.
    pub alive: usize,
}

/// Signs browsers in as `ana`, and has the tabs of each renew in rounds. A session that is lost ends its
/// rounds.
pub async fn renew_in_tabs(servers: &[SocketAddr], rounds: usize, pause: Duration) -> Result<Outcome> {
    let mut browsers = JoinSet::new();
    for _ in 0..BROWSERS {
        let stranger = Client::new(servers[0])?;
        let (_, refresh) = stranger.sign_in("ana", PASSWORD).await?;
        browsers.spawn(browse(stranger, refresh, servers.to_vec(), rounds, pause));
    }
    let mut all = Outcome::default();
    while let Some(one) = browsers.join_next().await {
        let one = one??;
        all.refused += one.refused;
        all.renewals += one.renewals;
        all.alive += one.alive;
    }
    Ok(all)
}

async fn browse(
    client: Client,
    refresh: String,
    servers: Vec<SocketAddr>,
    rounds: usize,
    pause: Duration,
) -> Result<Outcome> {
    let jar = Arc::new(Mutex::new(refresh));
    let mut outcome = Outcome::default();
    for round in 0..rounds {
        let mut tabs = JoinSet::new();
        for tab in 0..TABS {
            let server = servers[(round + tab) % servers.len()];
            // Some read the cookie before the first answer, some after it, some in between.
            let delay = Duration::from_millis(((round * 7 + tab * 5) % 23) as u64);
            tabs.spawn(renew(client.at(server), Arc::clone(&jar), delay));
        }
        let mut refused = 0;
        while let Some(tab) = tabs.join_next().await {
            refused += usize::from(!tab??);
        }
        outcome.refused += refused;
        outcome.renewals += TABS;
        if refused == TABS {
            return Ok(outcome);
        }
        sleep(pause).await;
    }
    outcome.alive = usize::from(renew(client, jar, Duration::ZERO).await?);
    Ok(outcome)
}

/// Renews as a tab does, and says whether it was let in.
async fn renew(client: Client, jar: Arc<Mutex<String>>, delay: Duration) -> Result<bool> {
    sleep(delay).await;
    let token = jar.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // A slow tab: it has read the cookie, and its request is on the way while others are answered.
    sleep(delay / 2).await;
    let answer = client.refresh(&token).await?;
    if !answer.is_success() {
        return Ok(false);
    }
    let successor = answer.cookie().context("a renewed session has no cookie")?;
    successor.clone_into(&mut jar.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(true)
}
