//! `movietracker copy`.

use super::summed_up;
use crate::database::{DatabaseOptions, Place};
use anyhow::{Context, Result};
use clap::Args;
use storage::transfer::{copy, copy_to_file};

/// The options of `copy`.
#[derive(Args)]
pub struct CopyOptions {
    /// The database to copy: <sqlite:PATH> or <postgres://user:password@host/database>. Stop its servers first, so that
    /// nothing is written that isn't copied.
    #[arg(long, env = "MOVIETRACKER_COPY_FROM", value_name = "URL", hide_env_values = true)]
    from: String,
    /// The database to fill. An SQLite file is made.
    #[arg(long, env = "MOVIETRACKER_COPY_TO", value_name = "URL", hide_env_values = true)]
    to: String,
}

/// Copies everything, and tells what was copied.
pub async fn run(database: &DatabaseOptions, options: CopyOptions) -> Result<()> {
    let from = Place::parse(&options.from).context("--from")?;
    let to = Place::parse(&options.to).context("--to")?;
    let from = database.open_at(&from).await.context("--from")?;
    let summaries = match &to {
        Place::Sqlite(file) => copy_to_file(&from, file).await?,
        Place::Postgres(_) => copy(&from, &database.open_at(&to).await.context("--to")?).await?,
    };
    let tables = summaries.len();
    println!("Copied {}. All {tables} tables have the same content in both databases.", summed_up(&summaries));
    println!("The secret key isn't copied: start the servers of the new database with that of the old one.");
    Ok(())
}
