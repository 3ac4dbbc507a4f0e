//! `cargo xtask bench`: the figures of the design's budgets.

use anyhow::{Result, bail};

/// Runs the measurements.
pub fn run(_options: &[String]) -> Result<()> {
    bail!("the measurements are not written yet")
}
