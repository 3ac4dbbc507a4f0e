//! A part of this machine that is as small as a Raspberry Pi: half a core and 256 MB, by the kernel's control groups.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Where control groups are.
const ROOT: &str = "/sys/fs/cgroup";
/// Processor time in microseconds, of each [`PERIOD`].
const QUOTA: u32 = 50_000;
/// Microseconds.
const PERIOD: u32 = 100_000;
/// Bytes.
const MEMORY: u32 = 256 * 1024 * 1024;

/// The groups that bound a process, which are removed with this value. By then, the process must have ended.
pub struct SmallMachine(Vec<PathBuf>);

impl SmallMachine {
    /// Makes the groups, in either version of the kernel's interface.
    ///
    /// # Errors
    /// When this user may not, or the machine has no control groups.
    pub fn new() -> Result<Self> {
        let name = format!("movietracker-bench-{}", std::process::id());
        let root = Path::new(ROOT);
        if root.join("cgroup.controllers").exists() {
            write(&root.join("cgroup.subtree_control"), "+cpu +memory")?;
            let made = Self(vec![root.join(&name)]);
            made.fill(0, &[("cpu.max", format!("{QUOTA} {PERIOD}")), ("memory.max", MEMORY.to_string())])?;
            return Ok(made);
        }
        if !root.join("cpu").exists() || !root.join("memory").exists() {
            bail!("there are no control groups of processor and memory in {ROOT}");
        }
        let made = Self(vec![root.join("cpu").join(&name), root.join("memory").join(&name)]);
        made.fill(0, &[("cpu.cfs_period_us", PERIOD.to_string()), ("cpu.cfs_quota_us", QUOTA.to_string())])?;
        made.fill(1, &[("memory.limit_in_bytes", MEMORY.to_string())])?;
        Ok(made)
    }

    fn fill(&self, group: usize, settings: &[(&str, String)]) -> Result<()> {
        let folder = &self.0[group];
        fs::create_dir(folder).with_context(|| format!("{} can't be made", folder.display()))?;
        settings.iter().try_for_each(|(file, value)| write(&folder.join(file), value))
    }

    /// The text of a shell that moves itself into the groups and becomes the program that its arguments tell.
    pub fn script(&self) -> String {
        let moves = self.0.iter().map(|folder| format!("echo $$ > {}/cgroup.procs && ", folder.display()));
        moves.collect::<String>() + "exec \"$0\" \"$@\""
    }
}

impl Drop for SmallMachine {
    fn drop(&mut self) {
        for folder in &self.0 {
            // One that isn't empty yet stays; it has the number of this process in its name.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn write(file: &Path, value: &str) -> Result<()> {
    fs::write(file, value).with_context(|| format!("{} can't be written; it takes the rights of root", file.display()))
}
