//! `cargo xtask attacks`: attacks the built program, and says which of its bounds hold.
//!
//! Everything runs on this machine: the attacked servers are processes of their own on loopback, on new
//! databases in a temporary folder and in a PostgreSQL that may be killed and started again.

mod attacks;
mod clients;
mod clusters;
mod databases;
mod failover;
mod lab;
mod processes;
mod report;
mod servers;

use crate::attacks::Attack;
use crate::lab::{Lab, Size};
use crate::report::Report;
use anyhow::{Result, bail, ensure};
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Attacks Movie Tracker, and prints what came of it beside the bounds.
#[derive(Parser)]
#[command(name = "cargo xtask attacks")]
struct Options {
    /// The large numbers, which take about an hour; without it, about two minutes
    #[arg(long)]
    full: bool,
    /// So many rounds of each race and so many faults, instead of the usual number
    #[arg(long, value_name = "NUMBER")]
    rounds: Option<usize>,
    /// Only these attacks
    #[arg(long, value_enum, value_delimiter = ',', value_name = "ATTACKS")]
    only: Vec<Attack>,
    /// The `movietracker` to attack
    #[arg(long, value_name = "FILE")]
    binary: PathBuf,
    /// It was built without optimisation: its bounds on time are ten times as wide
    #[arg(long)]
    unoptimised: bool,
    /// A PostgreSQL on this machine that may be filled, killed and started again
    #[arg(long, value_name = "URL")]
    postgres: String,
    /// The library that shifts clocks: Debian's package faketime has it
    #[arg(long, value_name = "FILE")]
    faketime: Option<PathBuf>,
    /// Instead of attacking, restart and fail over behind this HAProxy
    #[arg(long, value_name = "FILE", conflicts_with = "only")]
    failover: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Err(error) = attack(Options::parse()) else { return ExitCode::SUCCESS };
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// Attacks within a bounded time; however it ends, servers are stopped and databases removed.
fn attack(options: Options) -> Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut report = Report::default();
    let outcome = runtime.block_on(async {
        let (mut terminated, mut hung_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            outcome = run(options, &mut report) => outcome,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
            _ = terminated.recv() => bail!("interrupted"),
            _ = hung_up.recv() => bail!("interrupted"),
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    if outcome.is_err() {
        report.ended_early();
    }
    print!("\n{report}");
    outcome?;
    let broken = report.broken();
    ensure!(broken == 0, "{broken} bounds are broken");
    Ok(())
}

async fn run(options: Options, report: &mut Report) -> Result<()> {
    ensure!(options.binary.is_file(), "there is no {}", options.binary.display());
    let size = Size {
        full: options.full,
        rounds: options.rounds,
        slowness: if options.unoptimised { UNOPTIMISED } else { 1.0 },
    };
    let lab = Lab::new(options.binary, &options.postgres, options.faketime, &size)?;
    if let Some(haproxy) = &options.failover {
        return failover::run(&lab, haproxy, report).await;
    }
    for attack in Attack::wanted(&options.only) {
        report.attack(attack.title());
        for engine in attack.engines(options.full) {
            let start = Instant::now();
            eprintln!("{}, on {}", attack.title(), databases::name(engine));
            if let Err(error) = attack.run(&lab, engine, report).await {
                report.failed(engine, &error);
            }
            if engine == Engine::Postgres {
                lab.drop_databases().await?;
            }
            eprintln!("  {:.1} s", start.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

/// How many times the time of an optimised program one without optimisation may take.
const UNOPTIMISED: f64 = 10.0;
