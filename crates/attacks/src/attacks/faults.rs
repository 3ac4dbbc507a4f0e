//! Random faults in a row, while programs add films: the server killed, PostgreSQL or one of its processes
//! killed, the disk full, the log blocked, the clock an hour off.
//!
//! No film may be lost that was acknowledged, none may be there twice, though every request is repeated
//! until it is answered, and two seconds after the end of each fault films must be added again.

pub(super) mod disks;
mod site;
mod writers;

use self::disks::SmallDisk;
use self::site::Site;
use self::writers::Writers;
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use storage::Engine;

/// Milliseconds within which films are added again.
const MOST_RECOVERY: f64 = 2_000.0;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    ServerKilled,
    DatabaseKilled,
    BackendKilled,
    BackendTerminated,
    DiskFull,
    LogBlocked,
    ClockForth,
    ClockBack,
}

impl Fault {
    fn name(self) -> &'static str {
        match self {
            Self::ServerKilled => "server killed",
            Self::DatabaseKilled => "PostgreSQL killed",
            Self::BackendKilled => "backend killed",
            Self::BackendTerminated => "backend terminated",
            Self::DiskFull => "disk full",
            Self::LogBlocked => "log blocked",
            Self::ClockForth => "clock an hour forth",
            Self::ClockBack => "clock an hour back",
        }
    }

    /// Those that there can be.
    fn all(engine: Engine, has_disk: bool) -> Vec<Self> {
        let mut all = vec![Self::ServerKilled, Self::LogBlocked, Self::ClockForth, Self::ClockBack];
        if engine == Engine::Postgres {
            all.extend([Self::DatabaseKilled, Self::BackendKilled, Self::BackendTerminated]);
        }
        if has_disk {
            all.push(Self::DiskFull);
        }
        all
    }
}

/// Causes faults, and counts the films at the end.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let disk = SmallDisk::mount(lab.size(48, 512));
    if let Err(error) = &disk {
        report.told(engine, format!("the disk is never full: {error:#}"), "");
    }
    let disk = disk.ok();
    let mut site = Site::open(lab, engine, disk).await?;
    let outcome = cause_faults(lab, &mut site, report).await;
    let end = site.close().await;
    outcome.and(end)
}

async fn cause_faults(lab: &Lab, site: &mut Site<'_>, report: &mut Report) -> Result<()> {
    let (engine, faults) = (site.engine(), lab.rounds(10, 1_000));
    let kinds = Fault::all(engine, site.has_disk());
    let writers = Writers::start(site.client()?);
    let mut chance = Chance(u64::from(std::process::id()));
    let mut recoveries: BTreeMap<Fault, Vec<f64>> = BTreeMap::new();
    let mut deck = Vec::new();
    for number in 0..faults {
        // Each kind once, in a new order, before any comes again.
        if deck.is_empty() {
            deck.clone_from(&kinds);
        }
        let fault = deck.swap_remove(chance.below(deck.len()));
        let begun = Instant::now();
        let hold = Duration::from_millis(100 + chance.below(400) as u64);
        let ended = site.cause(fault, hold).await.with_context(|| format!("fault {number}, {}", fault.name()))?;
        let recovered = writers.probe(&format!("after fault {number}")).await;
        eprintln!("  fault {number}, {}: over after {:.1} s", fault.name(), begun.elapsed().as_secs_f64());
        let recovery = recovered.with_context(|| format!("after fault {number}, {}", fault.name()))?;
        recoveries.entry(fault).or_default().push(recovery.saturating_duration_since(ended).as_secs_f64() * 1e3);
    }
    let (acknowledged, repeated) = writers.stop().await?;
    for (fault, times) in &recoveries {
        let slowest = times.iter().copied().fold(f64::NAN, f64::max);
        let figure = format!("until films are added again after {} ×{}", fault.name(), times.len());
        report.at_most(engine, figure, (slowest, MOST_RECOVERY), Unit::Milliseconds);
    }
    let stored = writers::stored(&site.client()?).await?;
    let count = acknowledged.len();
    report.told(engine, "requests repeated because of the faults", repeated.to_string());
    let lost = acknowledged.iter().filter(|title| !stored.contains_key(*title)).count();
    report.none_of(engine, format!("acknowledged films that are lost after {faults} faults"), (lost, count));
    let doubled = stored.values().filter(|copies| **copies > 1).count();
    report.none_of(engine, "films that are there twice", (doubled, stored.len()));
    Ok(())
}

/// Numbers in no order that matters here (splitmix64): the same for the same beginning.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// The next one, which is less than a bound.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or_default() % bound.max(1)
    }
}

/// The moment at which a fault is over, from which the recovery is counted.
type Ended = Instant;
