//! Databases to measure on: new ones in a temporary folder and in the given PostgreSQL.

use crate::servers::{self, PASSWORD, USERNAME};
use crate::{copies, films};
use anyhow::{Context, Result};
use std::cell::Cell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use storage::{Engine, Error, Store, users};
use tempfile::TempDir;
use tokio::process::Command;
use tokio_postgres::{Config, NoTls};

/// Connections that the servers are given to PostgreSQL by default.
const CONNECTIONS: usize = 4;

/// Where databases can be made, and the program that uses them.
pub struct Databases {
    program: PathBuf,
    folder: TempDir,
    postgres: Option<Config>,
    made: Cell<u32>,
}

/// One database.
pub struct Database {
    place: Place,
}

#[derive(Clone)]
enum Place {
    Folder(PathBuf),
    /// With the folder of the secret key.
    Url(String, PathBuf),
}

/// What a database is filled with.
#[derive(Clone, Copy)]
pub struct Content {
    /// Owners, [`USERNAME`] included.
    pub owners: u32,
    /// Films of each.
    pub films: u32,
}

impl Databases {
    /// A place for databases, removed with this value.
    ///
    /// # Errors
    /// When the folder cannot be made, or the URL is none.
    pub fn new(program: PathBuf, postgres: Option<String>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("movietracker-bench-").tempdir()?;
        let postgres = postgres.map(|url| url.parse()).transpose().context("the URL of PostgreSQL")?;
        Ok(Self { program, folder, postgres, made: Cell::new(0) })
    }

    /// The `movietracker` that is measured.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The engines there are.
    pub fn engines(&self) -> Vec<Engine> {
        if self.postgres.is_some() { vec![Engine::Sqlite, Engine::Postgres] } else { vec![Engine::Sqlite] }
    }

    /// A connection of our own to PostgreSQL's first database.
    ///
    /// # Errors
    /// When there is no PostgreSQL.
    pub async fn postgres(&self) -> Result<tokio_postgres::Client> {
        connect(self.postgres.as_ref().context("there is no PostgreSQL")?).await
    }

    /// A new database with the account [`USERNAME`] and films.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make(&self, engine: Engine, content: Content) -> Result<Database> {
        let place = self.new_place(engine).await?;
        let database = Database { place };
        self.add_account(&database, USERNAME).await?;
        let store = database.open().await?;
        let owner = store.read::<_, Error, _>(|tx| users::find_user_by_name(tx, USERNAME)).await?;
        let owner = owner.context("the account is missing")?.id;
        films::insert(&store, owner, content.films).await?;
        if content.owners > 1 {
            copies::add_owners(&store, owner, content.owners - 1, content.films).await?;
        }
        drop(store);
        self.settle(&database).await?;
        Ok(database)
    }

    async fn new_place(&self, engine: Engine) -> Result<Place> {
        let number = self.made.replace(self.made.get() + 1);
        let name = format!("movietracker_bench_{}_{number}", std::process::id());
        if engine == Engine::Sqlite {
            return Ok(Place::Folder(self.folder.path().join(name)));
        }
        self.postgres().await?.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        let config = self.postgres.as_ref().context("there is no PostgreSQL")?;
        Ok(Place::Url(url(config, &name)?, self.folder.path().join(name)))
    }

    /// Adds an account with [`PASSWORD`]: by the program itself, as whoever runs it would.
    ///
    /// # Errors
    /// When the program refuses.
    pub async fn add_account(&self, database: &Database, username: &str) -> Result<()> {
        let password = self.folder.path().join("password");
        std::fs::write(&password, PASSWORD)?;
        let mut command = Command::new(&self.program);
        command.args(["user", "add", username, "--password-file"]).arg(password).args(database.options());
        servers::output(&mut command).await
    }

    /// What PostgreSQL would do sooner or later by itself, and should not do while it is measured.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub async fn settle(&self, database: &Database) -> Result<()> {
        let Place::Url(url, _) = &database.place else { return Ok(()) };
        let client = connect(&url.parse()?).await?;
        client.batch_execute("VACUUM ANALYZE").await?;
        client.batch_execute("CHECKPOINT").await?;
        Ok(())
    }
}

impl Database {
    /// The options by which the program uses this database.
    pub fn options(&self) -> Vec<OsString> {
        match &self.place {
            Place::Folder(folder) => vec!["--data-dir".into(), folder.into()],
            Place::Url(url, folder) => {
                vec!["--database-url".into(), url.into(), "--data-dir".into(), folder.into()]
            }
        }
    }

    /// Opens it without the program.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(&self) -> Result<Store> {
        Ok(match &self.place {
            Place::Folder(folder) => Store::open_sqlite(&folder.join("movietracker.db")).await?,
            Place::Url(url, _) => Store::open_postgres(url, CONNECTIONS).await?,
        })
    }

    /// The process of PostgreSQL that started all its others.
    ///
    /// # Errors
    /// When it does not run on this machine.
    pub async fn postmaster(&self) -> Result<Option<i32>> {
        let Place::Url(url, _) = &self.place else { return Ok(None) };
        let row = connect(&url.parse()?).await?.query_one("SELECT pg_backend_pid()", &[]).await?;
        crate::processor::parent(row.try_get(0)?).map(Some).context("PostgreSQL does not run on this machine")
    }

    /// Bytes that it takes on the disk.
    ///
    /// # Errors
    /// When that cannot be told.
    pub async fn bytes(&self) -> Result<u64> {
        match &self.place {
            Place::Folder(folder) => Ok(std::fs::metadata(folder.join("movietracker.db"))?.len()),
            Place::Url(url, _) => {
                let client = connect(&url.parse()?).await?;
                let row = client.query_one("SELECT pg_database_size(current_database())", &[]).await?;
                Ok(u64::try_from(row.try_get::<_, i64>(0)?)?)
            }
        }
    }
}

/// The engine's name as people write it.
pub fn name(engine: Engine) -> &'static str {
    if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" }
}

/// The same server's other database.
fn url(config: &Config, database: &str) -> Result<String> {
    use tokio_postgres::config::Host;
    let Some(Host::Tcp(host)) = config.get_hosts().first() else { anyhow::bail!("PostgreSQL must be at a TCP port") };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let user = config.get_user().unwrap_or("postgres");
    let password = config.get_password().map(String::from_utf8_lossy);
    let password = password.map_or_else(String::new, |password| format!(":{password}"));
    Ok(format!("postgres://{user}{password}@{host}:{port}/{database}"))
}

async fn connect(config: &Config) -> Result<tokio_postgres::Client> {
    let (client, connection) = config.connect(NoTls).await.context("cannot connect to PostgreSQL")?;
    // Ends with the client.
    tokio::spawn(connection);
    Ok(client)
}
