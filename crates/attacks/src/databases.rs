//! The databases that the attacked servers use.

use crate::servers;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use storage::{Engine, Error, Store};
use tokio::process::Command;
use tokio_postgres::{Config, NoTls};

/// The password of every account, until an attack changes it.
pub const PASSWORD: &str = "first words, never guessed";

/// All pages, those too that SQLite has not written back yet.
const SQLITE_BYTES: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
/// Not what PostgreSQL keeps for itself, such as its statistics.
const POSTGRES_BYTES: &str = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class \
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

/// One database.
pub struct Database {
    /// What it is kept by.
    pub engine: Engine,
    program: PathBuf,
    folder: PathBuf,
    url: Option<String>,
}

impl Database {
    /// An SQLite database in a folder.
    pub fn sqlite(program: PathBuf, folder: PathBuf) -> Self {
        Self { engine: Engine::Sqlite, program, folder, url: None }
    }

    /// A database of a PostgreSQL, whose servers keep their files in a folder.
    ///
    /// # Errors
    /// When PostgreSQL is not at a TCP port.
    pub fn postgres(program: PathBuf, folder: PathBuf, config: &Config, name: &str) -> Result<Self> {
        let url = Some(url(config, name)?);
        Ok(Self { engine: Engine::Postgres, program, folder, url })
    }

    /// The same database, with another data folder.
    pub fn in_folder(&self, folder: PathBuf) -> Self {
        Self { engine: self.engine, program: self.program.clone(), folder, url: self.url.clone() }
    }

    /// The same database with another host behind the first, which takes over when that is gone.
    ///
    /// # Errors
    /// When it is SQLite's.
    pub fn with_host(&self, address: SocketAddr) -> Result<Self> {
        let (front, name) = self.url_parts()?;
        let url = Some(format!("{front},{address}/{name}"));
        Ok(Self { url, ..self.in_folder(self.folder.clone()) })
    }

    /// The same database on other hosts.
    ///
    /// # Errors
    /// When it is SQLite's.
    pub fn with_hosts(&self, addresses: &[SocketAddr]) -> Result<Self> {
        let (front, name) = self.url_parts()?;
        let user = front.split('@').next().unwrap_or_default();
        let hosts = addresses.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(",");
        let url = Some(format!("{user}@{hosts}/{name}"));
        Ok(Self { url, ..self.in_folder(self.folder.clone()) })
    }

    /// Its URL.
    ///
    /// # Errors
    /// When it is SQLite's.
    pub fn url(&self) -> Result<String> {
        self.url.clone().context("SQLite has no URL")
    }

    /// The URL up to its hosts, and the database's name.
    fn url_parts(&self) -> Result<(&str, &str)> {
        self.url.as_deref().and_then(|url| url.rsplit_once('/')).context("SQLite has no URL")
    }

    /// The options by which the program uses this database.
    pub fn options(&self) -> Vec<OsString> {
        let url = self.url.iter().flat_map(|url| ["--database-url".into(), url.into()]);
        ["--data-dir".into(), self.folder.clone().into()].into_iter().chain(url).collect()
    }

    /// Adds an account with [`PASSWORD`]: by the program itself, as an operator would.
    ///
    /// # Errors
    /// When the program refuses.
    pub async fn add_account(&self, username: &str, role: &str) -> Result<()> {
        let file = self.folder.with_extension("password");
        std::fs::write(&file, PASSWORD)?;
        let file = file.to_string_lossy().into_owned();
        self.command(&["user", "add", username, "--role", role, "--password-file", &file]).await
    }

    /// Runs `movietracker` with these words on this database.
    ///
    /// # Errors
    /// When it fails: with what it printed.
    pub async fn command(&self, words: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.program);
        servers::output(command.args(words).args(self.options())).await
    }

    /// Opens it without the program.
    ///
    /// # Errors
    /// When it can't be opened.
    pub async fn open(&self) -> Result<Store> {
        Ok(match &self.url {
            None => Store::open_sqlite(&self.folder.join("movietracker.db")).await?,
            Some(url) => Store::open_postgres(url, 1).await?,
        })
    }

    /// Runs statements on it, behind the program's back.
    ///
    /// # Errors
    /// When one fails.
    pub async fn batch(&self, sql: &str) -> Result<()> {
        let sql = sql.to_owned();
        Ok(self.open().await?.write::<_, Error, _>(move |tx| tx.batch(&sql)).await?)
    }

    /// Bytes that its tables and indexes take.
    ///
    /// # Errors
    /// When that can't be told.
    pub async fn bytes(&self) -> Result<u64> {
        let Some(url) = &self.url else {
            let bytes: i64 = self.open().await?.read::<_, Error, _>(|tx| tx.query_one(SQLITE_BYTES, &[])).await?;
            return Ok(u64::try_from(bytes)?);
        };
        let row = connect(&url.parse()?).await?.query_one(POSTGRES_BYTES, &[]).await?;
        Ok(u64::try_from(row.try_get::<_, i64>(0)?)?)
    }
}

/// The engine's name as people write it.
pub fn name(engine: Engine) -> &'static str {
    if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" }
}

/// Connects to PostgreSQL.
///
/// # Errors
/// When it can't be reached.
pub async fn connect(config: &Config) -> Result<tokio_postgres::Client> {
    let (client, connection) = config.connect(NoTls).await.context("can't connect to PostgreSQL")?;
    // Ends with the client.
    tokio::spawn(connection);
    Ok(client)
}

/// The same server's other database.
pub fn url(config: &Config, database: &str) -> Result<String> {
    use tokio_postgres::config::Host;
    let Some(Host::Tcp(host)) = config.get_hosts().first() else { anyhow::bail!("PostgreSQL must be at a TCP port") };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let user = config.get_user().unwrap_or("postgres");
    Ok(format!("postgres://{user}@{host}:{port}/{database}"))
}
