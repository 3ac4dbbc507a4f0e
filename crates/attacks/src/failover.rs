//! `cargo xtask failover`: two servers behind HAProxy on a PostgreSQL with a replica, under load, while the servers are
//! restarted one after the other with a change of the schema in between, and while the primary is killed and its
//! replica promoted; before that, what replicas take off the primary.

mod balancer;
mod load;
mod reads;
mod site;

use self::load::{Failed, Load};
use self::site::Site;
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::Result;
use std::path::Path;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::time::sleep;

/// How long the load goes on before something happens, and after it.
const CALM: Duration = Duration::from_secs(3);
/// How long it takes whoever watches over the databases to promote the replica.
const NOTICING: Duration = Duration::from_secs(1);
/// Milliseconds after the promotion within which all requests succeed. HAProxy takes a server for up after two checks, a
/// second apart.
const MOST_RECOVERY: f64 = 5_000.0;
/// What a new version does to the schema: a change that servers of the present one work beside.
const CHANGE: &str = "ALTER TABLE movies ADD COLUMN of_a_new_version text; \
    INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible) \
    SELECT max(version) + 1, '9999_of_a_new_version', 'unknown', now(), true FROM schema_migrations";

/// Measures reads, restarts, and fails over.
pub async fn run(lab: &Lab, haproxy: &Path, report: &mut Report) -> Result<()> {
    report.attack("Reads at replicas");
    let mut site = Site::open(lab, haproxy).await?;
    reads::measure(lab, &site, report).await?;
    report.attack("Rolling restart");
    restart(&mut site, report).await?;
    report.attack("Failover");
    fail_over(lab, &mut site, report).await
}

async fn restart(site: &mut Site<'_>, report: &mut Report) -> Result<()> {
    let load = Load::start(&site.client()?, "restart")?;
    sleep(CALM).await;
    site.stop_server(0).await?;
    site.change_schema(CHANGE).await?;
    site.start_server(0).await?;
    sleep(CALM).await;
    site.stop_server(1).await?;
    site.start_server(1).await?;
    sleep(CALM).await;
    let outcome = load.stop().await?;
    let figure = "failed requests while both servers are restarted";
    report.none_of(Engine::Postgres, figure, (outcome.failures.len(), outcome.requests));
    told(&outcome.failures, report);
    count(site, "restart", &outcome.acknowledged, report).await
}

async fn fail_over(lab: &Lab, site: &mut Site<'_>, report: &mut Report) -> Result<()> {
    let load = Load::start(&site.client()?, "failover")?;
    sleep(CALM).await;
    let killed = Instant::now();
    site.kill_primary(lab).await?;
    sleep(NOTICING).await;
    let promoted = site.promote().await?;
    sleep(CALM + Duration::from_secs_f64(MOST_RECOVERY / 1e3)).await;
    let outcome = load.stop().await?;
    let (requests, failures) = (outcome.requests, &outcome.failures);
    let before = failures.iter().filter(|failed| failed.began < killed && failed.ended < killed).count();
    report.none_of(Engine::Postgres, "failed requests before the primary is killed", (before, requests));
    let other = failures.iter().filter(|failed| failed.status != Some(503)).count();
    report.none_of(Engine::Postgres, "requests that fail with anything but 503", (other, requests));
    let answered = failures.len() - other;
    report.told(Engine::Postgres, "requests answered with 503, and repeated", format!("{answered} of {requests}"));
    let last = failures.iter().map(|failed| failed.ended).max().unwrap_or(killed);
    let seconds = |from: Instant| last.saturating_duration_since(from).as_secs_f64();
    report.told(Engine::Postgres, "from the kill to the last failed request", format!("{:.1} s", seconds(killed)));
    let after = seconds(promoted) * 1e3;
    report.at_most(Engine::Postgres, "from the promotion on", (after, MOST_RECOVERY), Unit::Milliseconds);
    told(failures, report);
    count(site, "failover", &outcome.acknowledged, report).await
}

/// Counts the films of a load: each that was acknowledged is there, and none twice.
async fn count(site: &Site<'_>, of: &str, acknowledged: &[String], report: &mut Report) -> Result<()> {
    let stored = load::stored(&site.client()?, of).await?;
    let lost = acknowledged.iter().filter(|title| !stored.contains_key(*title)).count();
    report.none_of(Engine::Postgres, "acknowledged films that are lost", (lost, acknowledged.len()));
    let doubled = stored.values().filter(|copies| **copies > 1).count();
    report.none_of(Engine::Postgres, "films that are there twice", (doubled, stored.len()));
    Ok(())
}

/// Names the kinds of failures that aren't 503.
fn told(failures: &[Failed], report: &mut Report) {
    let mut kinds: Vec<_> = failures.iter().filter(|failed| failed.status != Some(503)).map(|it| &it.what).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds.iter().take(5) {
        report.told(Engine::Postgres, format!("a failure: {kind}"), "");
    }
}
