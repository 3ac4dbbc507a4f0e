//! The PostgreSQL that is killed and started again.

mod replica;

pub use replica::Replica;

use crate::lab::Lab;
use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::time::sleep;

/// The longest that it may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running PostgreSQL, and how it was started.
pub struct Cluster {
    data: PathBuf,
    program: PathBuf,
    arguments: Vec<OsString>,
    owner: (u32, u32),
}

impl Cluster {
    /// Takes over the one that the lab uses. It is stopped and started again, so that it is this process's own:
    /// whoever started it doesn't notice that it was killed, and PostgreSQL takes a dead process that nobody waited
    /// for as one that runs.
    ///
    /// # Errors
    /// When it doesn't run on this machine.
    pub async fn take_over(lab: &Lab) -> Result<Self> {
        let row = lab.postgres().await?.query_one("SHOW data_directory", &[]).await?;
        let data = PathBuf::from(row.try_get::<_, String>(0)?);
        let process = process(&data)?;
        let line = fs::read(format!("/proc/{process}/cmdline"))?;
        let words = line.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        let arguments = words.skip(1).map(|word| OsString::from_vec(word.to_vec())).collect();
        let program = fs::read_link(format!("/proc/{process}/exe"))?;
        let folder = fs::metadata(&data)?;
        let this = Self { data, program, arguments, owner: (folder.uid(), folder.gid()) };
        kill(Pid::from_raw(process), Signal::SIGINT)?;
        let start = Instant::now();
        while this.data.join("postmaster.pid").exists() {
            ensure!(start.elapsed() < PATIENCE, "PostgreSQL doesn't stop");
            sleep(Duration::from_millis(10)).await;
        }
        this.start(lab).await?;
        Ok(this)
    }

    /// Gives a folder to the account that it runs as.
    ///
    /// # Errors
    /// When this account may not.
    pub fn give(&self, folder: &Path) -> Result<()> {
        Ok(chown(folder, Some(self.owner.0), Some(self.owner.1))?)
    }

    /// Kills its first process, as a crash would; the others end by themselves.
    ///
    /// # Errors
    /// When it doesn't run.
    pub async fn kill(&self, lab: &Lab) -> Result<()> {
        let process = lab.postgres_process.take();
        Ok(process.context("PostgreSQL doesn't run")?.kill().await?)
    }

    /// Starts it again, as it was; the moment at which it takes connections.
    ///
    /// # Errors
    /// When it doesn't start.
    pub async fn start(&self, lab: &Lab) -> Result<Instant> {
        let start = Instant::now();
        let log = lab.new_folder()?.join("postgres.log");
        while start.elapsed() < PATIENCE {
            let mut command = Command::new(&self.program);
            command.args(&self.arguments).current_dir(self.data.parent().unwrap_or(&self.data));
            let log = fs::File::create(&log)?;
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true);
            if rustix::process::geteuid().is_root() {
                command.uid(self.owner.0).gid(self.owner.1);
            }
            let mut child = command.spawn().context("PostgreSQL can't be started again")?;
            // It ends at once while processes of the one before still hold its memory.
            while child.try_wait()?.is_none() && start.elapsed() < PATIENCE {
                if lab.postgres().await.is_ok() {
                    lab.postgres_process.replace(Some(child));
                    return Ok(Instant::now());
                }
                sleep(Duration::from_millis(10)).await;
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("PostgreSQL doesn't start again: {}", fs::read_to_string(&log).unwrap_or_default().trim())
    }

    /// Waits until it has ended a connection, and takes others again; the moment at which it does.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn wait_until_recovered(lab: &Lab, connection: &tokio_postgres::Client) -> Result<Instant> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if connection.is_closed() && lab.postgres().await.is_ok() {
                return Ok(Instant::now());
            }
            sleep(Duration::from_millis(10)).await;
        }
        bail!("PostgreSQL doesn't recover")
    }
}

/// The number of its first process.
fn process(data: &Path) -> Result<i32> {
    let file = data.join("postmaster.pid");
    let text = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
    text.lines().next().and_then(|line| line.trim().parse().ok()).context("PostgreSQL has no number")
}
