//! What attacks need: the program, places for databases, and how large they are to be.

use crate::databases::Database;
use crate::servers::Server;
use anyhow::{Context, Result};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use storage::Engine;
use tempfile::TempDir;
use tokio::process::Child;
use tokio_postgres::Config;

/// What the attacks of one run share.
pub struct Lab {
    /// The `movietracker` that is attacked.
    pub program: PathBuf,
    /// The library that shifts a process's clock.
    pub faketime: Option<PathBuf>,
    /// Whether the numbers are the large ones.
    pub full: bool,
    /// How many times the times of an optimised program are allowed.
    pub slowness: f64,
    rounds: Option<usize>,
    postgres: Config,
    folder: TempDir,
    made: Cell<u32>,
    /// PostgreSQL's first process, once it was started here: it ends with this value.
    pub postgres_process: RefCell<Option<Child>>,
    has_shutdown_delay: bool,
}

impl Lab {
    /// A place to attack in, removed with this value.
    ///
    /// # Errors
    /// When the folder can't be made, or the program can't be run.
    pub fn new(program: PathBuf, postgres: &str, faketime: Option<PathBuf>, size: &Size) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("movietracker-attacks-").tempdir_in("/tmp")?;
        let help = Command::new(&program).args(["serve", "--help"]).output();
        let help = help.with_context(|| format!("can't run {}", program.display()))?;
        let has_shutdown_delay = String::from_utf8_lossy(&help.stdout).contains("--shutdown-delay");
        let postgres = postgres.parse().context("the URL of PostgreSQL")?;
        let Size { full, rounds, slowness } = *size;
        let (made, postgres_process) = (Cell::new(0), RefCell::new(None));
        Ok(Self {
            program,
            faketime,
            full,
            slowness,
            rounds,
            postgres,
            folder,
            made,
            postgres_process,
            has_shutdown_delay,
        })
    }

    /// How often something is to be done.
    pub fn rounds(&self, small: usize, large: usize) -> usize {
        self.rounds.unwrap_or(if self.full { large } else { small })
    }

    /// One of two sizes.
    pub fn size<T>(&self, small: T, large: T) -> T {
        if self.full { large } else { small }
    }

    /// A folder of its own, below that of the run.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new_folder(&self) -> Result<PathBuf> {
        self.made.set(self.made.get() + 1);
        let folder = self.folder.path().join(self.made.get().to_string());
        std::fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// A new database.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn database(&self, engine: Engine) -> Result<Database> {
        let folder = self.new_folder()?;
        self.database_in(engine, &folder, None).await
    }

    /// A new database that keeps its files in a folder; in PostgreSQL, in a tablespace.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn database_in(&self, engine: Engine, folder: &Path, tablespace: Option<&str>) -> Result<Database> {
        if engine == Engine::Sqlite {
            return Ok(Database::sqlite(self.program.clone(), folder.to_owned()));
        }
        let name = format!("attacked_{}_{}", std::process::id(), self.made.get());
        let tablespace = tablespace.map(|name| format!(" TABLESPACE {name}")).unwrap_or_default();
        let client = crate::databases::connect(&self.postgres).await?;
        client.batch_execute(&format!("CREATE DATABASE {name}{tablespace}")).await?;
        Database::postgres(self.program.clone(), folder.to_owned(), &self.postgres, &name)
    }

    /// A connection of our own to PostgreSQL's first database.
    ///
    /// # Errors
    /// When it can't be had.
    pub async fn postgres(&self) -> Result<tokio_postgres::Client> {
        crate::databases::connect(&self.postgres).await
    }

    /// The URL of PostgreSQL's first database.
    ///
    /// # Errors
    /// When it isn't at a TCP port.
    pub fn postgres_url(&self) -> Result<String> {
        crate::databases::url(&self.postgres, "postgres")
    }

    /// Drops the databases that were made in PostgreSQL: one that is killed would take longer to recover.
    ///
    /// # Errors
    /// When one can't be dropped.
    pub async fn drop_databases(&self) -> Result<()> {
        let client = self.postgres().await?;
        let names = format!("attacked\\_{}\\_%", std::process::id());
        for row in client.query("SELECT datname FROM pg_database WHERE datname LIKE $1", &[&names]).await? {
            let name: String = row.try_get(0)?;
            client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }

    /// A server on a database, reached as if a trusted proxy stood before it.
    ///
    /// # Errors
    /// When it doesn't start.
    pub async fn serve(&self, database: &Database) -> Result<Server> {
        Server::start(self.serving(database)).await
    }

    /// So many servers on a database: on SQLite it is one always.
    ///
    /// # Errors
    /// When one doesn't start.
    pub async fn serve_all(&self, database: &Database, number: usize) -> Result<Vec<Server>> {
        let mut servers = vec![self.serve(database).await?];
        while database.engine == Engine::Postgres && servers.len() < number {
            servers.push(self.serve(database).await?);
        }
        Ok(servers)
    }

    /// The command that [`Lab::serve`] starts.
    pub fn serving(&self, database: &Database) -> tokio::process::Command {
        self.serving_at(database, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The same, at a certain address.
    pub fn serving_at(&self, database: &Database, listen: SocketAddr) -> tokio::process::Command {
        let mut command = self.serving_without_proxy(database, listen);
        command.args(["--trusted-proxy", "127.0.0.1"]);
        command
    }

    /// The same, where no proxy is trusted.
    pub fn serving_without_proxy(&self, database: &Database, listen: SocketAddr) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(&self.program);
        command.args(["serve", "--listen", &listen.to_string()]).args(database.options());
        if self.has_shutdown_delay {
            command.args(["--shutdown-delay", "0"]);
        }
        command
    }
}

/// How large the numbers are.
pub struct Size {
    /// Whether they are the large ones.
    pub full: bool,
    /// The rounds of races and faults, where they are to be others.
    pub rounds: Option<usize>,
    /// How many times the times of an optimised program are allowed.
    pub slowness: f64,
}
