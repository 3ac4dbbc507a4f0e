//! Which database, and opening it.

mod marker;
mod secret_key;

use crate::files::{make_private_folder, read_secret};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use marker::Marker;
use secret_key::SecretKeyFile;
use std::path::{Path, PathBuf};
use storage::{Engine, Store, transfer};

/// The backup that is made before the schema changes, in the data folder; kept until the next one.
const BEFORE_MIGRATION: &str = "before-migration.db";

/// The options that say which database it is.
#[derive(Args)]
pub struct DatabaseOptions {
    /// The folder of the SQLite database; made when it is missing.
    #[arg(long, env = "MOVIETRACKER_DATA_DIR", value_name = "FOLDER", default_value = "data", global = true)]
    data_dir: PathBuf,
    /// PostgreSQL instead of SQLite: <postgres://user:password@host/database>; several hosts may
    /// stand between commas, the one that takes writes is found.
    #[arg(long, env = "MOVIETRACKER_DATABASE_URL", value_name = "URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// A file that holds the database URL, so that its password is in no environment.
    #[arg(long, env = "MOVIETRACKER_DATABASE_URL_FILE", value_name = "FILE", global = true)]
    database_url_file: Option<PathBuf>,
    /// The connections to PostgreSQL at the most.
    #[arg(
        long,
        env = "MOVIETRACKER_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        default_value_t = 10,
        value_parser = clap::value_parser!(u16).range(1..=1000),
        global = true
    )]
    database_connections: u16,
    /// The file with the secret key that the secrets in the database are sealed with, the same on all servers of
    /// a database: 64 hexadecimal digits. Without it: `secret.key` in the data folder, made at the first start.
    #[arg(long, env = "MOVIETRACKER_SECRET_KEY_FILE", value_name = "FILE", global = true)]
    secret_key_file: Option<PathBuf>,
}

/// Where a database is.
pub enum Place {
    /// In this file.
    Sqlite(PathBuf),
    /// At this URL.
    Postgres(String),
}

impl Place {
    /// Reads `sqlite:PATH` or the URL of PostgreSQL.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        bail!("a database is sqlite:PATH or postgres://user:password@host/database")
    }
}

impl DatabaseOptions {
    /// Opens the database as it is.
    pub async fn open(&self) -> Result<Store> {
        let file = match self.place()? {
            Place::Postgres(url) => return self.open_postgres(&url).await,
            Place::Sqlite(file) => file,
        };
        make_private_folder(&self.data_dir)?;
        let marker = Marker::new(&self.data_dir);
        marker.check_file(&file)?;
        let store = open_sqlite(&file).await?;
        marker.check_tables(&file, &store).await?;
        Ok(store)
    }

    /// Opens the database as it is, and makes none.
    pub async fn open_existing(&self) -> Result<Store> {
        if let Place::Sqlite(file) = self.place()?
            && !file.exists()
        {
            bail!("there is no database {}. Set --data-dir or --database-url to where it is", file.display());
        }
        self.open().await
    }

    /// Opens a database at another place as it is, and makes none.
    pub async fn open_at(&self, place: &Place) -> Result<Store> {
        match place {
            Place::Postgres(url) => self.open_postgres(url).await,
            Place::Sqlite(file) if file.exists() => open_sqlite(file).await,
            Place::Sqlite(file) => bail!("there is no database {}", file.display()),
        }
    }

    async fn open_postgres(&self, url: &str) -> Result<Store> {
        Store::open_postgres(url, self.connections()).await.context("PostgreSQL can't be used")
    }

    /// Checks the options, without opening anything.
    pub fn check(&self) -> Result<()> {
        self.place()?;
        self.secret_key().check()
    }

    /// Where the database is.
    pub fn place(&self) -> Result<Place> {
        Ok(self.url()?.map_or_else(|| Place::Sqlite(self.data_dir.join("movietracker.db")), Place::Postgres))
    }

    /// The connections to each PostgreSQL at the most.
    pub fn connections(&self) -> usize {
        usize::from(self.database_connections)
    }

    /// The folder of the SQLite database and of the secret key.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Where the secret key is.
    pub fn secret_key(&self) -> SecretKeyFile {
        SecretKeyFile::new(self.secret_key_file.as_deref(), &self.data_dir)
    }

    /// Opens the database, applies the migrations that are not applied yet, and opens the secrets.
    pub async fn open_migrated(&self) -> Result<Store> {
        let store = self.open().await?;
        self.back_up_before_migration(&store).await?;
        for name in storage::migrate::up(&store).await.context("the database's schema can't be updated")? {
            tracing::debug!(name, "a migration was applied");
        }
        self.secret_key().unlock(&store).await?;
        self.update_marker(&store).await?;
        Ok(store)
    }

    /// Backs up an SQLite database whose schema is about to change.
    pub async fn back_up_before_migration(&self, store: &Store) -> Result<()> {
        let file = self.data_dir.join(BEFORE_MIGRATION);
        let written = transfer::back_up_before_migration(store, &file).await.map_err(|error| match error {
            storage::Error::Transfer(reason) => anyhow!("the schema is only updated after a backup: {reason}"),
            other => other.into(),
        })?;
        if written.is_some() {
            tracing::info!(file = %file.display(), "the database was backed up, because its schema is updated");
        }
        Ok(())
    }

    /// Notes in the data folder whether there is a database now, after its tables were made or taken away.
    pub async fn update_marker(&self, store: &Store) -> Result<()> {
        match store.engine() {
            Engine::Sqlite => Marker::new(&self.data_dir).update(store).await,
            Engine::Postgres => Ok(()),
        }
    }

    fn url(&self) -> Result<Option<String>> {
        match (&self.database_url, &self.database_url_file) {
            (Some(_), Some(_)) => bail!("give --database-url or --database-url-file, not both"),
            (None, Some(file)) => Ok(Some(read_secret(file)?)),
            (url, None) => Ok(url.clone().filter(|url| !url.is_empty())),
        }
    }
}

async fn open_sqlite(file: &Path) -> Result<Store> {
    Store::open_sqlite(file).await.with_context(|| format!("{} can't be used", file.display()))
}
