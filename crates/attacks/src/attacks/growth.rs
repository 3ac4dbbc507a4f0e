//! Floods of made-up passkeys and made-up names, from many addresses in turn.
//!
//! A thousand such requests in a second, for an hour, must not make the database grow by a megabyte. What is
//! written once in an hour is counted once: the flood runs until each address was refused, is then measured
//! for what every further request adds, and at the end the server writes the lines of what it only counted.

use crate::clients::{Client, new_address};
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::task::JoinSet;

/// Requests of an hour, a thousand in a second.
const OF_AN_HOUR: f64 = 3_600_000.0;
/// Bytes that such an hour may add.
const MOST_GROWTH: f64 = 1e6;
/// The parts of a flood that are measured one by one. What each request adds shows in all of them; a file that the
/// database makes for itself, such as a map of free space, shows in one.
const WINDOWS: u32 = 3;
/// Requests that are under way at once.
const AT_ONCE: usize = 16;
/// The attempts after which an address is refused without being looked at.
const ATTEMPTS: usize = 51;

/// Floods with each, and looks at the size of the database.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let seconds = Duration::from_secs(lab.size(2, 40));
    let grown = |from: u64, to: u64| Ok::<_, anyhow::Error>(f64::from(u32::try_from(to.saturating_sub(from))?));
    for flood in [Flood::Passkeys, Flood::Names] {
        let addresses = flood.addresses(lab);
        let (name, number) = (flood.name(), addresses.len());
        let database = lab.database(engine).await?;
        database.add_account("ana", "member").await?;
        let server = lab.serve(&database).await?;
        let attempts = u32::try_from(number * ATTEMPTS)?;
        let at_start = database.bytes().await?;
        flood.send(server.address, &addresses, Until::Requests(attempts)).await?;
        let warm = database.bytes().await?;
        let (mut requests, mut least, mut flooded) = (0, f64::INFINITY, warm);
        for _ in 0..WINDOWS {
            let more = flood.send(server.address, &addresses, Until::Over(Instant::now() + seconds)).await?;
            let now = database.bytes().await?;
            least = least.min(grown(flooded, now)? / f64::from(more));
            (requests, flooded) = (requests + more, now);
        }
        ensure!(server.terminate(Duration::from_secs(20)).await?.success(), "the server doesn't end well");
        let at_end = database.bytes().await?;
        let (once, further) = (grown(at_start, warm)? + grown(flooded, at_end)?, grown(warm, flooded)?);
        report.told(
            engine,
            format!("{name} from {number} addresses: once in an hour"),
            format!("{:.1} KB", once / 1e3),
        );
        report.told(engine, format!("{requests} more: growth"), format!("{:.1} KB", further / 1e3));
        let hour = (once + least * OF_AN_HOUR, MOST_GROWTH);
        report.at_most(engine, format!("growth by an hour of {name}, 1,000 in a second"), hour, Unit::Megabytes);
    }
    Ok(())
}

/// When a flood ends.
#[derive(Clone, Copy)]
enum Until {
    /// After so many requests.
    Requests(u32),
    /// At a moment.
    Over(Instant),
}

impl Until {
    fn goes_on(self, number: u32) -> bool {
        match self {
            Self::Requests(requests) => number < requests,
            Self::Over(moment) => Instant::now() < moment,
        }
    }
}

#[derive(Clone, Copy)]
enum Flood {
    Passkeys,
    Names,
}

impl Flood {
    fn name(self) -> &'static str {
        match self {
            Self::Passkeys => "made-up passkeys",
            Self::Names => "made-up names",
        }
    }

    /// Those of the attacker. Refusals of more kinds than the server tells apart are had for nothing with
    /// passkeys; with names, each address's first attempts cost the server a hash.
    fn addresses(self, lab: &Lab) -> Arc<Vec<String>> {
        let number = match self {
            Self::Passkeys => 300,
            Self::Names => lab.size(6, 300),
        };
        Arc::new((0..number).map(|_| new_address()).collect())
    }

    /// Sends requests; gives how many were answered.
    async fn send(self, server: SocketAddr, addresses: &Arc<Vec<String>>, until: Until) -> Result<u32> {
        let count = Arc::new(AtomicU32::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, count, addresses) = (Client::new(server)?, Arc::clone(&count), Arc::clone(addresses));
            tasks.spawn(async move {
                loop {
                    let number = count.fetch_add(1, Ordering::Relaxed);
                    if !until.goes_on(number) {
                        return anyhow::Ok(());
                    }
                    let address = &addresses[number as usize % addresses.len()];
                    self.send_one(&client.forwarded(address.as_str()), number).await?;
                }
            });
        }
        while let Some(task) = tasks.join_next().await {
            task??;
        }
        Ok(count.load(Ordering::Relaxed) - u32::try_from(AT_ONCE)?)
    }

    async fn send_one(self, client: &Client, number: u32) -> Result<()> {
        if matches!(self, Self::Names) {
            client.log_in(&format!("made-up-{number}"), "whatever it may be").await?;
            return Ok(());
        }
        let credential = json!({
            "id": "bWFkZS11cA", "rawId": "bWFkZS11cA", "type": "public-key", "clientExtensionResults": {},
            "response": {"authenticatorData": "AAAA", "clientDataJSON": "e30", "signature": "AAAA", "userHandle": null},
        });
        let id = format!("0192f0c1-2d5c-7a6e-8a7d-{number:012x}");
        let body = json!({"challenge_id": id, "credential": credential}).to_string();
        // Passkeys are for this host, where no public URL is set.
        client.send_with(Method::POST, "/api/auth/passkey", &[("host", b"localhost")], Some(body)).await?;
        Ok(())
    }
}
