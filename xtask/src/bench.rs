//! `cargo xtask bench`: the figures of the design's budgets.

use anyhow::Result;

use crate::postgres::Postgres;
use crate::{dist, process, tools, workspace};

/// Builds the page, the server and the measuring program, and runs it: `crates/bench`, which takes
/// the options.
///
/// # Errors
/// When something does not build, or a figure misses its bound.
pub fn run(options: &[String]) -> Result<()> {
    process::end_cleanly_on_signals()?;
    let server = dist::build_release()?;
    // By itself: with other packages, cargo would build the server with their libraries' features.
    process::run(&mut process::cargo(["build", "--release", "--package", "bench"]))?;
    tools::require_postgres()?;
    // As PostgreSQL is by default: every commit is safe on the disk.
    let postgres = Postgres::start(&[])?;
    let mut command = std::process::Command::new(workspace::target().join("release").join("bench"));
    command.arg("--server").arg(server).args(["--postgres", &postgres.url()]);
    command.arg("--repository").arg(workspace::root()).args(options);
    process::run(&mut command)
}
