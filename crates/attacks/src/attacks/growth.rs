//! Floods of made-up passkeys and made-up names, from a hundred addresses in turn.
//!
//! A thousand such requests in a second, for an hour, must not make the database grow by a megabyte. What
//! the first seconds add is left out: counts that are kept once are not what fills a disk.

use crate::clients::{Client, new_address};
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::Result;
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
/// Addresses that the attacker has.
const ADDRESSES: usize = 100;
/// Requests that are under way at once.
const AT_ONCE: usize = 16;

/// Floods with each, and looks at the size of the database.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let (first, then) = lab.size((2, 5), (10, 120));
    for flood in [Flood::Passkeys, Flood::Names] {
        let database = lab.database(engine).await?;
        database.add_account("ana", "member").await?;
        let server = lab.serve(&database).await?;
        let addresses: Arc<Vec<_>> = Arc::new((0..ADDRESSES).map(|_| new_address()).collect());
        flood.send(server.address, Arc::clone(&addresses), Duration::from_secs(first)).await?;
        let before = database.bytes().await?;
        let requests = flood.send(server.address, addresses, Duration::from_secs(then)).await?;
        let grown = f64::from(u32::try_from(database.bytes().await?.saturating_sub(before))?);
        let name = flood.name();
        report.told(engine, format!("{requests} {name}: growth"), format!("{:.1} KB", grown / 1e3));
        let hour = (grown * OF_AN_HOUR / f64::from(requests), MOST_GROWTH);
        report.at_most(engine, format!("growth by an hour of {name}, 1,000 in a second"), hour, Unit::Megabytes);
    }
    Ok(())
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

    /// Sends requests for so long; gives how many were answered.
    async fn send(self, server: SocketAddr, addresses: Arc<Vec<String>>, duration: Duration) -> Result<u32> {
        let (count, until) = (Arc::new(AtomicU32::new(0)), Instant::now() + duration);
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, count, addresses) = (Client::new(server)?, Arc::clone(&count), Arc::clone(&addresses));
            tasks.spawn(async move {
                while Instant::now() < until {
                    let number = count.fetch_add(1, Ordering::Relaxed);
                    let address = &addresses[number as usize % ADDRESSES];
                    self.send_one(&client.forwarded(address.as_str()), number).await?;
                }
                anyhow::Ok(())
            });
        }
        while let Some(task) = tasks.join_next().await {
            task??;
        }
        Ok(count.load(Ordering::Relaxed))
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
