//! Ten thousand guesses at one account's password, from a hundred addresses in turn, while its owner
//! signs in from a new browser again and again.
//!
//! At most a hundred guesses in an hour may be verified, and the owner must get in 99 times of 100.

use crate::clients::{Client, new_address};
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::{Result, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::Engine;
use tokio::task::JoinSet;

/// Addresses that the attacker has.
const ADDRESSES: usize = 100;
/// Guesses that are under way at once.
const AT_ONCE: usize = 8;
/// Guesses that may be verified in an hour.
const MOST_VERIFIED: f64 = 100.0;
/// Of a hundred sign-ins, those that must succeed.
const OWNER_GETS_IN: f64 = 99.0;

/// Guesses and signs in at the same time.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("ana", "member").await?;
    let servers = lab.serve_all(&database, 2).await?;
    let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
    let (guesses, sign_ins) = lab.size((2_000, 20_usize), (10_000, 200));
    let guessing = tokio::spawn(guess(addresses.clone(), guesses));
    let mut let_in = 0;
    for number in 0..sign_ins {
        // A new browser at a new address, which has no cookie.
        let owner = Client::new(addresses[number % addresses.len()])?;
        let_in += usize::from(owner.log_in("ana", PASSWORD).await?.status == 200);
    }
    let verified = guessing.await??;
    let verified = f64::from(u32::try_from(verified)?);
    report.at_most(engine, format!("verified of {guesses} guesses"), (verified, MOST_VERIFIED), Unit::Number);
    let [let_in, wanted] = [u32::try_from(let_in)?, u32::try_from(sign_ins)?].map(f64::from);
    let figure = format!("the owner's {sign_ins} sign-ins that succeed meanwhile");
    report.at_least(engine, figure, (let_in * 100.0 / wanted, OWNER_GETS_IN), Unit::Percent);
    Ok(())
}

/// Guesses from each address in turn; gives how many were verified.
async fn guess(servers: Vec<SocketAddr>, guesses: usize) -> Result<usize> {
    let attackers: Vec<_> = (0..ADDRESSES).map(|_| new_address()).collect();
    let attackers = Arc::new(attackers);
    let (next, verified) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let client = Client::new(servers[0])?;
        let (servers, attackers) = (servers.clone(), Arc::clone(&attackers));
        let (next, verified) = (Arc::clone(&next), Arc::clone(&verified));
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= guesses {
                    return anyhow::Ok(());
                }
                let client = client.at(servers[number % servers.len()]);
                let client = client.forwarded(attackers[number % ADDRESSES].as_str());
                let answer = client.log_in("ana", &format!("a wild guess {number}")).await?;
                ensure!([401, 429, 503].contains(&answer.status), "a guess gave {}", answer.status);
                verified.fetch_add(usize::from(answer.status == 401), Ordering::Relaxed);
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(verified.load(Ordering::Relaxed))
}
