//! `cargo xtask catalogue`: the catalogue of the films of the world, built and searched.

use anyhow::Result;

use crate::{process, workspace};

/// Runs the measuring program, `crates/bench`, which takes the options.
///
/// # Errors
/// When something does not build, or a figure misses its bound.
pub fn run(options: &[String]) -> Result<()> {
    process::end_cleanly_on_signals()?;
    process::run(&mut process::cargo(["build", "--release", "--package", "bench"]))?;
    let mut command = std::process::Command::new(workspace::target().join("release").join("bench"));
    process::run(command.arg("catalogue").args(options))
}
