//! `movietracker restore`.

use super::passphrase::passphrase;
use super::{counted, summed_up};
use crate::database::{DatabaseOptions, Place};
use crate::files::make_private_folder;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use storage::Store;
use storage::transfer::{is_encrypted, restore, restore_to_file};

/// A backup is unpacked beside a file of this name, in the data folder, on its way to PostgreSQL.
const SCRATCH: &str = "restored.db";

/// The options of `restore`.
#[derive(Args)]
pub struct RestoreOptions {
    /// The backup. It stays as it is.
    file: PathBuf,
    /// A file whose first line is the passphrase of an encrypted backup; without it, the passphrase is asked for.
    #[arg(long, env = "MOVIETRACKER_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Restores the backup, and tells whether the secret key is the one that belongs to it.
pub async fn run(database: &DatabaseOptions, options: RestoreOptions) -> Result<()> {
    let passphrase = is_encrypted(&options.file).then(|| passphrase(options.passphrase_file.as_deref())).transpose()?;
    make_private_folder(database.data_dir())?;
    let place = database.place()?;
    let (counted, store) = match &place {
        Place::Sqlite(target) => {
            let contents = restore_to_file(&options.file, target, passphrase.as_ref()).await?;
            let rows = |table: &str| contents.rows.get(table).copied().unwrap_or_default();
            (counted(rows("movies"), rows("users")), database.open_at(&place).await?)
        }
        Place::Postgres(_) => {
            let store = database.open_at(&place).await?;
            let scratch = database.data_dir().join(SCRATCH);
            let summaries = restore(&options.file, &store, &scratch, None, passphrase.as_ref()).await?;
            (summed_up(&summaries), store)
        }
    };
    database.update_marker(&store).await?;
    println!("Restored {counted}.");
    tell_of_key(database, &store).await
}

async fn tell_of_key(database: &DatabaseOptions, store: &Store) -> Result<()> {
    let key = database.secret_key();
    let file = key.path().display();
    match key.is_of(store).await? {
        Some(true) => {}
        Some(false) => println!(
            "Its secrets are sealed with another secret key than {file}. Put the key in its place that was used when the \
             backup was made: the server doesn't start without it."
        ),
        None => println!(
            "The secret key isn't in a backup. Put the one that was used when the backup was made at {file}: the server \
             doesn't start without it."
        ),
    }
    Ok(())
}
