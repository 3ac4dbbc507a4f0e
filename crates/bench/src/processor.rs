//! The time that other processes of this machine have spent on its processors.

use anyhow::{Context, Result};
use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;
use std::fs;
use std::time::Duration;

/// The processes of a server: its own, and those of its PostgreSQL.
pub struct Processes {
    server: i32,
    postmaster: Option<i32>,
}

impl Processes {
    /// The server's process, and PostgreSQL's first one where there is one: its parent of all.
    pub fn new(server: i32, postmaster: Option<i32>) -> Self {
        Self { server, postmaster }
    }

    /// Processor time so far, user and system, in all threads, ended ones too.
    ///
    /// # Errors
    /// When the server has ended.
    pub fn time(&self) -> Result<Spent> {
        let server = processor_time(self.server).context("the server has ended")?;
        let Some(postmaster) = self.postmaster else { return Ok(Spent { server, postgres: Duration::ZERO }) };
        let first = processor_time(postmaster).context("PostgreSQL has ended")?;
        // One that ends meanwhile was no connection of the server, which keeps its own.
        let others = children(postmaster)?.into_iter().filter_map(|child| processor_time(child).ok());
        Ok(Spent { server, postgres: first + others.sum::<Duration>() })
    }
}

/// Processor time, by who spent it.
#[derive(Clone, Copy)]
pub struct Spent {
    /// The server itself.
    pub server: Duration,
    /// All processes of its PostgreSQL.
    pub postgres: Duration,
}

impl Spent {
    /// What was spent since an earlier moment.
    pub fn since(self, earlier: Self) -> Self {
        let since = |now: Duration, then| now.saturating_sub(then);
        Self { server: since(self.server, earlier.server), postgres: since(self.postgres, earlier.postgres) }
    }
}

/// Bytes of a process's memory that are resident.
///
/// # Errors
/// When it has ended.
pub fn resident_bytes(process: i32) -> Result<u64> {
    bytes_field(process, "VmRSS:")
}

/// The most resident bytes that it had since [`forget_peak`], or since its start.
///
/// # Errors
/// When it has ended.
pub fn peak_bytes(process: i32) -> Result<u64> {
    bytes_field(process, "VmHWM:")
}

/// Counts the most resident bytes from now on.
///
/// # Errors
/// When it has ended, or belongs to somebody else.
pub fn forget_peak(process: i32) -> Result<()> {
    fs::write(format!("/proc/{process}/clear_refs"), "5").context("the peak of memory can’t be forgotten")
}

/// The process that started this one.
///
/// # Errors
/// When it has ended.
pub fn parent(process: i32) -> Result<i32> {
    Ok(status_field(process, "PPid:")?.parse()?)
}

/// The processes that a process started and that still run.
fn children(process: i32) -> Result<Vec<i32>> {
    let list = fs::read_to_string(format!("/proc/{process}/task/{process}/children"))?;
    list.split_whitespace().map(|number| Ok(number.parse()?)).collect()
}

fn processor_time(process: i32) -> Result<Duration> {
    Ok(clock_getcpuclockid(Pid::from_raw(process))?.now()?.into())
}

fn bytes_field(process: i32, name: &str) -> Result<u64> {
    let kilobytes = status_field(process, name)?;
    Ok(kilobytes.trim_end_matches("kB").trim().parse::<u64>()? * 1024)
}

fn status_field(process: i32, name: &str) -> Result<String> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    Ok(value.with_context(|| format!("the system does not tell {name}"))?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_a_parent_and_spends_time() {
        let this = i32::try_from(std::process::id()).unwrap();
        let before = Processes::new(this, None).time().unwrap().server;
        assert!(resident_bytes(this).unwrap() > 100_000);
        assert_eq!(parent(this).unwrap(), i32::try_from(std::os::unix::process::parent_id()).unwrap());
        assert!(Processes::new(this, None).time().unwrap().server > before);
    }
}
