//! What replicas take off the primary.

use super::load::READS;
use super::site::Site;
use crate::clients::Client;
use crate::lab::Lab;
use crate::processes::processor_time;
use crate::report::Report;
use crate::servers::Server;
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::task::JoinSet;

/// Programs that read at once.
const READERS: usize = 8;

/// Measures reads at a server without replicas, with one and with two.
pub async fn measure(lab: &Lab, site: &Site<'_>, report: &mut Report) -> Result<()> {
    let (database, cluster, first) = site.parts();
    let second = cluster.replica(lab).await?;
    let both = database.with_hosts(&[first.address, second.address])?;
    let one = database.with_hosts(&[first.address])?;
    let rounds = [("reads without replicas", None), ("reads at one", Some(one)), ("reads at two", Some(both))];
    for (figure, replicas) in rounds {
        let mut command = lab.serving_at(database, SocketAddr::from(([127, 0, 0, 1], 0)));
        if let Some(replicas) = replicas {
            command.args(["--database-replica-url", &replicas.url()?]);
        }
        let server = Server::start(command).await?;
        let client = site.client_of(server.address)?;
        // Connections are made, and statements prepared.
        read(&client, Duration::from_secs(1)).await?;
        let before = spent(lab)?;
        let start = Instant::now();
        let mut times = read(&client, lab.size(Duration::from_secs(5), Duration::from_secs(30))).await?;
        let (took, spent) = (start.elapsed().as_secs_f64(), spent(lab)?.saturating_sub(before));
        times.sort_unstable();
        let p99 = times[times.len() * 99 / 100].as_secs_f64() * 1e3;
        #[allow(clippy::cast_precision_loss, reason = "a count of requests")]
        let count = times.len() as f64;
        let each = spent.as_secs_f64() * 1e6 / count;
        let measured = format!("{:.0}/s, p99 {p99:.1} ms, {each:.0} µs of the primary each", count / took);
        report.told(Engine::Postgres, figure, measured);
    }
    Ok(())
}

/// Reads for so long; how long each took.
async fn read(client: &Client, period: Duration) -> Result<Vec<Duration>> {
    let mut tasks = JoinSet::new();
    for number in 0..READERS {
        let client = client.over_new_connection()?;
        tasks.spawn(async move {
            let (start, mut times) = (Instant::now(), Vec::new());
            while start.elapsed() < period {
                let sent = Instant::now();
                client.get(READS[(times.len() + number) % READS.len()]).await?.success()?;
                times.push(sent.elapsed());
            }
            Ok::<_, anyhow::Error>(times)
        });
    }
    let mut all = Vec::new();
    while let Some(times) = tasks.join_next().await {
        all.extend(times??);
    }
    ensure!(!all.is_empty(), "nothing was read");
    Ok(all)
}

/// Processor time that the primary's processes have spent: those of the server's connections last as long as it.
fn spent(lab: &Lab) -> Result<Duration> {
    let first = lab.postgres_process.borrow().as_ref().and_then(tokio::process::Child::id);
    let first = i32::try_from(first.context("PostgreSQL doesn't run")?)?;
    let text = std::fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
    let children = text.split_whitespace().filter_map(|number| number.parse().ok());
    Ok(children.chain([first]).filter_map(|process| processor_time(process).ok()).sum())
}
