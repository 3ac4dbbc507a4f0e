//! What other processes of this machine take of its processors and memory.

use anyhow::{Context, Result};
use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;
use std::time::Duration;

/// Processor time of a process so far, user and system, in all its threads.
///
/// # Errors
/// When it has ended.
pub fn processor_time(process: i32) -> Result<Duration> {
    Ok(clock_getcpuclockid(Pid::from_raw(process))?.now()?.into())
}

/// Bytes of a process's memory that are resident.
///
/// # Errors
/// When it has ended.
pub fn resident_bytes(process: i32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
    Ok(kilobytes.context("the system doesn't tell a process's memory")?.parse::<u64>()? * 1024)
}
