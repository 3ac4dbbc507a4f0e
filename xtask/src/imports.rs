//! `cargo xtask imports`: large files of ten services, imported by the built program.

use anyhow::Result;

use crate::postgres::Postgres;
use crate::{dist, process, tools, workspace};

/// Runs the measuring program, `crates/bench`, which takes the options, on the release build if there is one, and else
/// on that of the tests.
///
/// # Errors
/// When something does not build, or an import doesn't do what it must.
pub fn run(options: &[String]) -> Result<()> {
    process::end_cleanly_on_signals()?;
    let tested = dist::build_for_tests()?;
    let program = |profile| workspace::target().join(profile).join(tested.file_name().unwrap_or_default());
    let released = program("release");
    let server = if released.is_file() { released } else { tested.clone() };
    println!("program     {}", server.strip_prefix(workspace::root()).unwrap_or(&server).display());
    tools::require_postgres()?;
    // As PostgreSQL is by default: every commit is safe on the disk.
    let postgres = Postgres::start(&[])?;
    let mut command = std::process::Command::new(tested.with_file_name("bench"));
    command.args(["imports", "--postgres", &postgres.url(), "--server"]).arg(server).args(options);
    process::run(&mut command)
}
