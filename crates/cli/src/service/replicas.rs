//! The options of `serve` for replicas of PostgreSQL.

use crate::database::{DatabaseOptions, Place};
use crate::files::read_secret;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;
use storage::Store;

/// Which replicas answer reads.
#[derive(Args)]
pub struct ReplicaOptions {
    /// Replicas of the PostgreSQL that lists, search and statistics are read from:
    /// <postgres://user:password@host,host/database>. Each host is one.
    #[arg(long, env = "MOVIETRACKER_DATABASE_REPLICA_URL", value_name = "URL", hide_env_values = true)]
    database_replica_url: Option<String>,
    /// A file that holds that URL, so that its password is in no environment.
    #[arg(long, env = "MOVIETRACKER_DATABASE_REPLICA_URL_FILE", value_name = "FILE")]
    database_replica_url_file: Option<PathBuf>,
}

impl ReplicaOptions {
    /// The URL of the replicas, if there are any.
    ///
    /// # Errors
    /// When it can't be used, or the database is SQLite.
    pub fn read(&self, database: &DatabaseOptions) -> Result<Option<String>> {
        let url = match (&self.database_replica_url, &self.database_replica_url_file) {
            (Some(_), Some(_)) => bail!("give --database-replica-url or --database-replica-url-file, not both"),
            (None, Some(file)) => Some(read_secret(file)?),
            (url, None) => url.clone().filter(|url| !url.is_empty()),
        };
        let Some(url) = url else { return Ok(None) };
        if matches!(database.place()?, Place::Sqlite(_)) {
            bail!("--database-replica-url needs --database-url: SQLite has no replicas")
        }
        Store::check_replica_url(&url).context("--database-replica-url")?;
        Ok(Some(url))
    }
}
