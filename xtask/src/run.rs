//! `cargo xtask run`: build the page, then become the server.

use std::os::unix::process::CommandExt;

use anyhow::Result;

use crate::{page, process};

/// Builds the page and the server, and runs `movietracker serve` with the given options.
pub fn run(options: page::Options, serve: &[String]) -> Result<()> {
    page::build(options)?;
    eprintln!("Building and starting the server (a first build takes a few minutes).");
    let mut command = process::cargo(["run", "--release", "--package", "movietracker", "--", "serve"]);
    // Cargo takes this process's place, and the server cargo's, so that Ctrl-C and every other signal
    // reach the server itself.
    Err(anyhow::Error::new(command.args(serve).exec()).context("cannot start cargo"))
}
