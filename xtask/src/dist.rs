//! `cargo xtask dist`: the one file that is given to people. And the programs as they are tested.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{page, process, workspace};

/// The target of the tests in a browser.
pub const STORIES: &str = "browser";

/// Builds the page and the release binary, and puts it into `target/dist`.
pub fn run() -> Result<()> {
    let built = build_release()?;
    let folder = workspace::output().join("dist");
    fs::create_dir_all(&folder).context("cannot create target/dist")?;
    let given = folder.join(format!("movietracker{}", std::env::consts::EXE_SUFFIX));
    fs::copy(&built, &given).with_context(|| format!("cannot copy {}", built.display()))?;
    let bytes = fs::read(&given).with_context(|| format!("cannot read {}", given.display()))?;
    println!("{}\n  size    {:.1} MB\n  sha256  {}", given.display(), megabytes(bytes.len()), page::sha256(&bytes));
    Ok(())
}

/// Builds the page and the release binary; the profile strips it. Gives the binary's path.
pub fn build_release() -> Result<PathBuf> {
    page::build(page::Options::default())?;
    process::run(&mut process::cargo(["build", "--release", "--package", "movietracker"]))?;
    Ok(workspace::target().join("release").join(format!("movietracker{}", std::env::consts::EXE_SUFFIX)))
}

/// Builds all programs for tests. Gives the path of the server's.
///
/// Of the whole workspace, with tests: cargo builds a dependency again for each set of features, and so it is one set
/// in all steps of the check.
pub fn build_for_tests() -> Result<PathBuf> {
    process::run(&mut process::cargo(["build", "--workspace", "--bins", "--test", STORIES]))?;
    Ok(workspace::target().join("debug").join(format!("movietracker{}", std::env::consts::EXE_SUFFIX)))
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
