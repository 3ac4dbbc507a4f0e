//! `cargo xtask attacks`: attacks the built program, on both databases. `cargo xtask failover`: restarts it and its
//! PostgreSQL under load.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::postgres::Postgres;
use crate::{dist, process, tools, workspace};

/// What is attacked, and how.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    /// Attack this `movietracker`, which may have been built elsewhere
    #[arg(long, value_name = "FILE", conflicts_with = "release")]
    binary: Option<PathBuf>,
    /// Attack the release build, as it is given to people
    #[arg(long)]
    release: bool,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ATTACKS OPTIONS")]
    more: Vec<String>,
}

#[cfg(test)]
impl Options {
    /// Those that go to the attacking program.
    pub fn more(&self) -> &[String] {
        &self.more
    }
}

/// Builds the program, unless one is named, and the attacking program, and runs that: `crates/attacks`,
/// which takes the other options.
///
/// # Errors
/// When something does not build, an attack can't be carried through, or a bound is broken.
pub fn run(options: &Options) -> Result<()> {
    process::end_cleanly_on_signals()?;
    let (binary, is_optimised) = match &options.binary {
        Some(binary) => (binary.clone(), true),
        None if options.release => (dist::build_release()?, true),
        None => (dist::build_for_tests()?, false),
    };
    let mut arguments = vec!["--binary".into(), binary.into_os_string()];
    if !is_optimised {
        arguments.push("--unoptimised".into());
    }
    arguments.extend(options.more.iter().map(Into::into));
    attack(&arguments)
}

/// Does the same, but has that program restart servers and fail over instead of attacking.
///
/// # Errors
/// As [`run`].
pub fn fail_over(options: &Options) -> Result<()> {
    let haproxy = tools::require_haproxy()?;
    let mut more = vec!["--failover".to_owned(), haproxy.to_string_lossy().into_owned()];
    more.extend_from_slice(&options.more);
    run(&Options { binary: options.binary.clone(), release: options.release, more })
}

/// Attacks the program that the browser tests drive, with small numbers.
///
/// # Errors
/// As [`run`].
pub fn test() -> Result<()> {
    run(&Options { binary: None, release: false, more: Vec::new() })
}

fn attack(arguments: &[std::ffi::OsString]) -> Result<()> {
    let faketime = tools::require_faketime()?;
    tools::require_postgres()?;
    dist::build_for_tests()?;
    // One of its own, since it is killed. What its processes have written the system keeps when they are killed, so
    // it need not wait for the disk, which other programs on this machine keep busy.
    let postgres = Postgres::start(&[("fsync", "off")])?;
    let mut command = Command::new(workspace::target().join("debug").join("attacks"));
    command.args(["--postgres", &postgres.url(), "--faketime"]).arg(faketime).args(arguments);
    process::run(&mut command)
}
