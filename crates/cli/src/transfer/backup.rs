//! `movietracker backup`.

use super::counted;
use crate::database::DatabaseOptions;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use storage::transfer::{Existing, back_up};

/// The options of `backup`.
#[derive(Args)]
pub struct BackupOptions {
    /// The file to write. It gets its name when it is whole and checked.
    file: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    overwrite: bool,
}

/// Writes the backup and tells what is in it.
pub async fn run(database: &DatabaseOptions, options: BackupOptions) -> Result<()> {
    let store = database.open_existing().await?;
    let existing = if options.overwrite { Existing::Replace } else { Existing::Keep };
    let contents = back_up(&store, &options.file, existing).await?;
    let rows = |table: &str| contents.rows.get(table).copied().unwrap_or_default();
    let counted = counted(rows("movies"), rows("users"));
    println!("Backed up {counted} to {} ({} KB).", options.file.display(), contents.bytes.div_ceil(1000));
    println!(
        "The secret key isn't in it. Keep a copy of {} somewhere else: the server doesn't start on the backup without \
         it.",
        database.secret_key().path().display()
    );
    Ok(())
}
