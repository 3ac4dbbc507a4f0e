//! A server with all that can go wrong around it.

use super::disks::SmallDisk;
use super::{Ended, Fault};
use crate::attacks::clocks::Clock;
use crate::clients::Client;
use crate::clusters::Cluster;
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::servers::Server;
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::io::AsyncReadExt;
use tokio::process::ChildStderr;
use tokio::sync::watch;
use tokio::time::sleep;

/// Bytes that the log's pipe holds: so few that it is full at once when it isn't read.
const PIPE: usize = 4096;

/// A server, its database, and what they stand on.
pub struct Site<'a> {
    lab: &'a Lab,
    database: Database,
    server: Server,
    address: SocketAddr,
    token: String,
    clock: Clock,
    is_log_blocked: watch::Sender<bool>,
    cluster: Option<Cluster>,
    tablespace: Option<String>,
    disk: Option<SmallDisk>,
}

impl<'a> Site<'a> {
    /// A new database, on the small disk where there is one, with an account and its API token.
    pub async fn open(lab: &'a Lab, engine: Engine, disk: Option<SmallDisk>) -> Result<Self> {
        let mut cluster = None;
        let mut tablespace = None;
        let mut folder = lab.new_folder()?;
        if engine == Engine::Postgres {
            let found = Cluster::take_over(lab).await?;
            if let Some(disk) = &disk {
                let name = format!("attacked_{}", std::process::id());
                let place = disk.folder("tablespace")?;
                found.give(&place)?;
                let create = format!("CREATE TABLESPACE {name} LOCATION '{}'", place.display());
                lab.postgres().await?.batch_execute(&create).await?;
                tablespace = Some(name);
            }
            cluster = Some(found);
        } else if let Some(disk) = &disk {
            folder = disk.folder("data")?;
        }
        let database = lab.database_in(engine, &folder, tablespace.as_deref()).await?;
        database.add_account("ana", "member").await?;
        let (clock, is_log_blocked) = (Clock::new(lab)?, watch::Sender::new(false));
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = start(lab, &database, &clock, &is_log_blocked, any).await?;
        let address = server.address;
        let (ana, _) = Client::new(address)?.sign_in("ana", PASSWORD).await?;
        let token = ana.create_api_token().await?.success()?.text("token")?;
        Ok(Self { lab, database, server, address, token, clock, is_log_blocked, cluster, tablespace, disk })
    }

    /// What the database is kept by.
    pub fn engine(&self) -> Engine {
        self.database.engine
    }

    /// Whether the database is on a disk that can be filled.
    pub fn has_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// A program with the API token.
    pub fn client(&self) -> Result<Client> {
        Ok(Client::new(self.address)?.with_token(&self.token))
    }

    /// Causes a fault and ends it after a while; the moment at which it is over.
    pub async fn cause(&mut self, fault: Fault, hold: Duration) -> Result<Ended> {
        match fault {
            Fault::ServerKilled => self.kill_server().await,
            Fault::DatabaseKilled => {
                let cluster = self.cluster.as_ref().context("there is no PostgreSQL")?;
                cluster.kill(self.lab).await?;
                sleep(hold).await;
                cluster.start(self.lab).await
            }
            Fault::BackendKilled => {
                // PostgreSQL ends all connections once it has noticed, this one too.
                let connection = self.lab.postgres().await?;
                nix::sys::signal::kill(nix::unistd::Pid::from_raw(self.backend().await?), nix::sys::signal::SIGKILL)?;
                Cluster::wait_until_recovered(self.lab, &connection).await
            }
            Fault::BackendTerminated => {
                let backend = self.backend().await?;
                self.lab.postgres().await?.execute("SELECT pg_terminate_backend($1)", &[&backend]).await?;
                Ok(Instant::now())
            }
            Fault::DiskFull => {
                let disk = self.disk.as_ref().context("there is no small disk")?;
                disk.fill()?;
                sleep(hold).await;
                disk.free()?;
                Ok(Instant::now())
            }
            Fault::LogBlocked => {
                self.is_log_blocked.send_replace(true);
                sleep(hold).await;
                self.is_log_blocked.send_replace(false);
                Ok(Instant::now())
            }
            Fault::ClockForth | Fault::ClockBack => {
                self.clock.shift(if fault == Fault::ClockForth { 3_600 } else { -3_600 })?;
                sleep(hold).await;
                self.clock.shift(0)?;
                Ok(Instant::now())
            }
        }
    }

    async fn kill_server(&mut self) -> Result<Ended> {
        self.server.kill().await?;
        let ended = Instant::now();
        self.server = start(self.lab, &self.database, &self.clock, &self.is_log_blocked, self.address).await?;
        Ok(ended)
    }

    /// A process of PostgreSQL that works for the server.
    async fn backend(&self) -> Result<i32> {
        const SQL: &str = "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'attacked%' \
            AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1";
        loop {
            if let Some(row) = self.lab.postgres().await?.query_opt(SQL, &[]).await? {
                return Ok(row.try_get(0)?);
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends everything that isn't ended by being dropped.
    pub async fn close(mut self) -> Result<()> {
        self.server.kill().await?;
        if let Some(tablespace) = &self.tablespace {
            self.lab.drop_databases().await?;
            self.lab.postgres().await?.batch_execute(&format!("DROP TABLESPACE {tablespace}")).await?;
        }
        Ok(())
    }
}

/// Starts the server by the clock, with a log that can be blocked.
async fn start(
    lab: &Lab,
    database: &Database,
    clock: &Clock,
    is_blocked: &watch::Sender<bool>,
    listen: SocketAddr,
) -> Result<Server> {
    let mut command = lab.serving_at(database, listen);
    command.args(["--log", "debug"]);
    clock.rule(&mut command);
    let mut server = Server::start_with_log(command, Stdio::piped()).await?;
    let log = server.log.take().context("the server has no log")?;
    rustix::pipe::fcntl_setpipe_size(&log, PIPE)?;
    tokio::spawn(read(log, is_blocked.subscribe()));
    Ok(server)
}

/// Reads a log to its end, but not while it is blocked.
async fn read(mut log: ChildStderr, mut is_blocked: watch::Receiver<bool>) {
    let mut lines = vec![0; PIPE];
    loop {
        if is_blocked.wait_for(|is_blocked| !is_blocked).await.is_err() {
            return;
        }
        tokio::select! {
            read = log.read(&mut lines) => if !matches!(read, Ok(1..)) { return },
            changed = is_blocked.changed() => if changed.is_err() { return },
        }
    }
}
