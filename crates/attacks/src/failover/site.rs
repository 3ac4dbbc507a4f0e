//! Two servers behind HAProxy, on a PostgreSQL with a replica.

use super::balancer::Balancer;
use crate::clients::Client;
use crate::clusters::{Cluster, Replica};
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::servers::Server;
use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use storage::Engine;

/// The films of the account before anything happens.
const FILMS: usize = 2_000;
/// The longest that a server may take to stop.
const PATIENCE: Duration = Duration::from_secs(30);
/// A commit waits until the replica has it, so that nothing is lost with the primary.
const SYNCHRONOUS: &str = "ALTER SYSTEM SET synchronous_standby_names = '*'";

/// All of it.
pub struct Site<'a> {
    lab: &'a Lab,
    database: Database,
    /// The database as one of the primary alone.
    primary: Database,
    servers: [Option<Server>; 2],
    addresses: [SocketAddr; 2],
    token: String,
    /// Ended in this order: the replica is of the cluster.
    replica: Replica,
    balancer: Balancer,
    cluster: Cluster,
}

/// An address of this machine that nothing listens at.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

impl<'a> Site<'a> {
    /// Starts everything, with an account that has films.
    pub async fn open(lab: &'a Lab, haproxy: &Path) -> Result<Self> {
        let cluster = Cluster::take_over(lab).await?;
        let primary = lab.database(Engine::Postgres).await?;
        primary.add_account("ana", "member").await?;
        primary.command(&["import", &films(&lab.new_folder()?)?, "--user", "ana"]).await?;
        let replica = cluster.replica(lab).await?;
        // A statement of ALTER SYSTEM can't share a transaction.
        let connection = lab.postgres().await?;
        connection.execute(SYNCHRONOUS, &[]).await?;
        connection.execute("SELECT pg_reload_conf()", &[]).await?;
        let database = primary.with_host(replica.address)?;
        let addresses = [free_address()?, free_address()?];
        let balancer = Balancer::start(haproxy, &lab.new_folder()?, addresses).await?;
        let (servers, token) = ([None, None], String::new());
        let mut this = Self { lab, database, primary, servers, addresses, token, replica, balancer, cluster };
        this.start_server(0).await?;
        this.start_server(1).await?;
        this.wait_for_balancer().await?;
        let (ana, _) = Client::new(this.balancer.address)?.sign_in("ana", PASSWORD).await?;
        this.token = ana.create_api_token().await?.success()?.text("token")?;
        Ok(this)
    }

    /// The database, the cluster and the replica, for servers of one's own.
    pub fn parts(&self) -> (&Database, &Cluster, &Replica) {
        (&self.primary, &self.cluster, &self.replica)
    }

    /// A program with the API token, that goes through HAProxy.
    pub fn client(&self) -> Result<Client> {
        self.client_of(self.balancer.address)
    }

    /// The same at another address.
    pub fn client_of(&self, address: SocketAddr) -> Result<Client> {
        Ok(Client::new(address)?.with_token(&self.token))
    }

    /// Starts a server, as the README says: it takes reads from the replica, too.
    pub async fn start_server(&mut self, number: usize) -> Result<()> {
        let mut command = tokio::process::Command::new(&self.lab.program);
        command.args(["serve", "--listen", &self.addresses[number].to_string(), "--trusted-proxy", "127.0.0.1"]);
        command.args(self.database.options());
        command.args(["--database-replica-url", &self.database.url()?]);
        self.servers[number] = Some(Server::start(command).await?);
        Ok(())
    }

    /// Tells a server to stop, and waits until it has.
    pub async fn stop_server(&mut self, number: usize) -> Result<()> {
        let server = self.servers[number].take().context("the server doesn't run")?;
        let status = server.terminate(PATIENCE).await?;
        ensure!(status.success(), "the server ends with {status}");
        Ok(())
    }

    /// Changes the schema, as a server of a newer version does when it starts.
    pub async fn change_schema(&self, sql: &str) -> Result<()> {
        self.primary.batch(sql).await
    }

    /// Kills the primary at once.
    pub async fn kill_primary(&self, lab: &Lab) -> Result<()> {
        self.cluster.kill(lab).await
    }

    /// Promotes the replica; the moment at which it takes writes.
    pub async fn promote(&self) -> Result<Instant> {
        self.replica.promote().await?;
        Ok(Instant::now())
    }

    /// Waits until HAProxy passes requests on.
    async fn wait_for_balancer(&self) -> Result<()> {
        let client = Client::new(self.balancer.address)?;
        let start = Instant::now();
        while !client.get("/health/live").await.is_ok_and(|answer| answer.is_success()) {
            ensure!(start.elapsed() < PATIENCE, "HAProxy finds no server");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }
}

/// A file with films, one as JSON on each line.
fn films(folder: &Path) -> Result<String> {
    let line = |number: usize| {
        let date = format!("20{:02}-{:02}-{:02}", number % 25, number % 12 + 1, number % 28 + 1);
        let title = format!("Number {number} of {}", number % 97);
        serde_json::json!({"title": title, "year": 1950 + number % 70, "watched_on": date, "rating": 3}).to_string()
    };
    let file: PathBuf = folder.join("films.jsonl");
    std::fs::write(&file, (0..FILMS).map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(file.to_string_lossy().into_owned())
}
