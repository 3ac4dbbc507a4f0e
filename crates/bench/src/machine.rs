//! Facts about the machine, without which figures say little.

use crate::databases::Databases;
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;
use storage::{Error, Store};

/// A line for each fact.
///
/// # Errors
/// When a database does not tell its version.
pub async fn facts(databases: &Databases) -> Result<Vec<String>> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let mut facts = vec![
        format!("machine     {cores} cores, {model}, {memory} of memory"),
        format!("busy with   {load} other processes at the start, on average of a minute"),
        format!("system      Linux {}", kernel.trim()),
        format!("compiler    {}", rustc().unwrap_or_else(|| "unknown".to_owned())),
        format!("SQLite      {}", sqlite_version().await?),
    ];
    if let Ok(client) = databases.postgres().await {
        let row = client.query_one("SELECT current_setting('server_version')", &[]).await?;
        facts.push(format!("PostgreSQL  {}", row.try_get::<_, String>(0)?));
    }
    Ok(facts)
}

async fn sqlite_version() -> Result<String> {
    let store = Store::open_memory().await?;
    Ok(store.read::<_, Error, _>(|tx| tx.query_one("SELECT sqlite_version()", &[])).await?)
}

fn rustc() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The value of the first such line in a file of the kernel.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// What a program says that it is, on one line.
///
/// # Errors
/// When it doesn't run.
pub fn program(program: &Path) -> Result<String> {
    let output = Command::new(program).arg("--version").output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().collect::<Vec<_>>().join(", "))
}
