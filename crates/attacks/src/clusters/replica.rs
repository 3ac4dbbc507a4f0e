//! Replicas of the PostgreSQL.

use super::{Cluster, PATIENCE};
use crate::lab::Lab;
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;
use tokio_postgres::Config;

/// A running replica, ended when it is dropped.
pub struct Replica {
    /// Where it listens.
    pub address: SocketAddr,
    config: Config,
    _server: Child,
    // Removed after the server was killed.
    _folder: TempDir,
}

impl Cluster {
    /// Starts a replica that follows this one.
    ///
    /// # Errors
    /// When it can't be copied, or doesn't start.
    pub async fn replica(&self, lab: &Lab) -> Result<Replica> {
        // Not in the lab's folder, which only this account may enter.
        let folder = tempfile::Builder::new().prefix("movietracker-replica-").tempdir_in("/tmp")?;
        self.give_away(folder.path())?;
        let data = folder.path().join("data");
        let mut backup = self.command_of("pg_basebackup", folder.path());
        backup.arg("-D").arg(&data).args(["-R", "--checkpoint=fast", "--no-sync", "-d", &lab.postgres_url()?]);
        let output = backup.output().await.context("pg_basebackup can't be run")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = self.command_of("postgres", folder.path());
        command.arg("-D").arg(&data).args(["-p", &address.port().to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"] {
            command.args(["-c", setting]);
        }
        let log = File::create(lab.new_folder()?.join("replica.log"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let server = command.spawn().context("the replica can't be started")?;
        let mut config = Config::new();
        config.host("127.0.0.1").port(address.port()).user("postgres").dbname("postgres");
        let start = Instant::now();
        while crate::databases::connect(&config).await.is_err() {
            ensure!(start.elapsed() < PATIENCE, "the replica doesn't start");
            sleep(Duration::from_millis(20)).await;
        }
        Ok(Replica { address, config, _server: server, _folder: folder })
    }

    fn command_of(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(self.program.with_file_name(program));
        command.current_dir(folder);
        if rustix::process::geteuid().is_root() {
            command.uid(self.owner.0).gid(self.owner.1);
        }
        command
    }

    fn give_away(&self, folder: &Path) -> Result<()> {
        if rustix::process::geteuid().is_root() { self.give(folder) } else { Ok(()) }
    }
}

impl Replica {
    /// Lets it take writes, and waits until it does.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn promote(&self) -> Result<()> {
        let row = crate::databases::connect(&self.config).await?.query_one("SELECT pg_promote()", &[]).await?;
        ensure!(row.try_get::<_, bool>(0)?, "the replica isn't promoted");
        Ok(())
    }
}
