//! Which database, and opening it.

mod marker;
mod secret_key;

use crate::files::{make_private_folder, read_secret};
use anyhow::{Context, Result, bail};
use clap::Args;
use marker::Marker;
use secret_key::SecretKeyFile;
use std::path::PathBuf;
use storage::{Engine, Store};

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

impl DatabaseOptions {
    /// Opens the database as it is.
    pub async fn open(&self) -> Result<Store> {
        if let Some(url) = self.url()? {
            let connections = usize::from(self.database_connections);
            return Store::open_postgres(&url, connections).await.context("PostgreSQL can't be used");
        }
        let folder = &self.data_dir;
        make_private_folder(folder)?;
        let file = folder.join("movietracker.db");
        let marker = Marker::new(folder);
        marker.check_file(&file)?;
        let store = Store::open_sqlite(&file).await.with_context(|| format!("{} can't be used", file.display()))?;
        marker.check_tables(&file, &store).await?;
        Ok(store)
    }

    /// Opens the database as it is, and makes none.
    pub async fn open_existing(&self) -> Result<Store> {
        let file = self.data_dir.join("movietracker.db");
        if self.url()?.is_none() && !file.exists() {
            bail!("there is no database {}. Set --data-dir or --database-url to where it is", file.display());
        }
        self.open().await
    }

    /// Where the secret key is.
    pub fn secret_key(&self) -> SecretKeyFile {
        SecretKeyFile::new(self.secret_key_file.as_deref(), &self.data_dir)
    }

    /// Opens the database, applies the migrations that are not applied yet, and opens the secrets.
    pub async fn open_migrated(&self) -> Result<Store> {
        let store = self.open().await?;
        for name in storage::migrate::up(&store).await.context("the database's schema can't be updated")? {
            tracing::debug!(name, "a migration was applied");
        }
        self.secret_key().unlock(&store).await?;
        self.update_marker(&store).await?;
        Ok(store)
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
