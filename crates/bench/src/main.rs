//! `cargo xtask bench`: measures the release build against the budgets of its design.
//!
//! Everything runs on this machine: the servers are processes of their own on loopback, on new
//! databases in a temporary folder, and are stopped by this program, which makes the load itself.

mod catalogue;
mod copies;
mod databases;
mod figures;
mod films;
mod fixed;
mod http;
mod imports;
mod load;
mod machine;
mod picture;
mod processor;
mod recorded;
mod report;
mod servers;
mod small;

use crate::databases::Databases;
use crate::figures::Figure;
use crate::recorded::Records;
use crate::report::Report;
use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Measures Movie Tracker's release build against its budgets.
#[derive(Parser)]
#[command(name = "cargo xtask bench", args_conflicts_with_subcommands = true)]
struct Options {
    #[command(flatten)]
    measuring: Measuring,
    #[command(subcommand)]
    helper: Option<Helper>,
}

#[derive(clap::Args)]
struct Measuring {
    /// Shorter rounds and a tenth of the films: a first impression in about two minutes
    #[arg(long)]
    quick: bool,
    /// Only these figures
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FIGURES")]
    only: Vec<Figure>,
    /// The `movietracker` to measure
    #[arg(long, value_name = "FILE", required = true)]
    server: Option<PathBuf>,
    /// A PostgreSQL on this machine that may be filled; without it, only SQLite is measured
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// The repository, in which figures are recorded; without it, nothing is compared
    #[arg(long, value_name = "FOLDER")]
    repository: Option<PathBuf>,
    /// Record this run, with its table and a picture, instead of comparing it with the one that is recorded
    #[arg(long, requires = "repository", conflicts_with = "quick")]
    record: bool,
}

#[derive(Subcommand)]
enum Helper {
    /// Serve the API and an answer that takes no work (the measurements start this themselves)
    #[command(hide = true)]
    Serve(fixed::Options),
    /// Import large files of ten services, and print how long it takes (`cargo xtask imports` starts this)
    Imports(imports::Options),
    /// Build catalogues of films and search in them (`cargo xtask catalogue` starts this)
    Catalogue(catalogue::Options),
}

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = match &options.helper {
        Some(Helper::Serve(options)) => fixed::serve(options),
        Some(Helper::Imports(options)) => imports::measure(options),
        Some(Helper::Catalogue(options)) => catalogue::measure(options),
        None => measure(&options.measuring),
    };
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// Measures within a bounded time; whatever ends it, servers are stopped and databases removed.
fn measure(options: &Measuring) -> Result<()> {
    // One thread: the load has to leave the machine to the servers.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    let outcome = runtime.block_on(async {
        let (mut terminated, mut hung_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            outcome = run(options, &mut report) => outcome,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
            _ = terminated.recv() => bail!("interrupted"),
            _ = hung_up.recv() => bail!("interrupted"),
            () = tokio::time::sleep(limit(options.quick)) => bail!("it took too long; a smaller part: --only"),
        }
    });
    // What is still being written to a database that is removed already need not be waited for.
    runtime.shutdown_timeout(Duration::from_secs(5));
    let records = options.repository.as_deref().map(Records::of);
    // Short rounds give other figures.
    if let Some(records) = records.as_ref().filter(|_| !options.quick && !options.record) {
        report.compare(&records.read()?);
    }
    print!("{report}");
    outcome?;
    if let (Some(records), Some(server), true) = (records, &options.server, options.record) {
        return records.write(&report, &machine::program(server)?);
    }
    let missed = report.missed();
    ensure!(missed == 0, "{missed} figures missed their bounds, or are worse than those recorded");
    Ok(())
}

fn limit(quick: bool) -> Duration {
    if quick { Duration::from_mins(3) } else { Duration::from_mins(10) }
}

async fn run(options: &Measuring, report: &mut Report) -> Result<()> {
    let server = options.server.clone().context("no server to measure")?;
    ensure!(server.is_file(), "there is no {}", server.display());
    let databases = Databases::new(server, options.postgres.clone())?;
    report.machine = machine::facts(&databases).await?;
    for figure in Figure::wanted(&options.only) {
        eprintln!("Measuring: {}", figure.title());
        report.section(figure.title());
        if let Err(error) = figure.measure(&databases, options.quick, report).await {
            report.failed(&error);
        }
    }
    Ok(())
}
