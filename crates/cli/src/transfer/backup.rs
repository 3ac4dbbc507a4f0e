//! `movietracker backup`.

use super::counted;
use super::passphrase::new_passphrase;
use crate::database::DatabaseOptions;
use crate::files::make_private_folder;
use anyhow::Result;
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use storage::transfer::{ENCRYPTED_END, Encryption, Existing, back_up, back_up_encrypted};

/// The options of `backup`.
#[derive(Args)]
pub struct BackupOptions {
    /// The file to write. It gets its name when it is whole and checked.
    file: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    overwrite: bool,
    /// Encrypt the backup with a passphrase, which is asked for. The file's name then ends in .age.
    #[arg(long, conflicts_with = "passphrase_file")]
    passphrase: bool,
    /// Encrypt the backup with the passphrase in the first line of this file.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Writes the backup and tells what is in it.
pub async fn run(database: &DatabaseOptions, options: BackupOptions) -> Result<()> {
    let store = database.open_existing().await?;
    let existing = if options.overwrite { Existing::Replace } else { Existing::Keep };
    let passphrase_file = options.passphrase_file.as_deref();
    let (file, contents) = if options.passphrase || passphrase_file.is_some() {
        let scratch = database.data_dir().to_owned();
        make_private_folder(&scratch)?;
        let encryption = Encryption { passphrase: new_passphrase(passphrase_file)?, scratch };
        let file = encrypted_name(&options.file);
        let contents = back_up_encrypted(&store, &file, existing, &encryption).await?;
        (file, contents)
    } else {
        let contents = back_up(&store, &options.file, existing).await?;
        (options.file, contents)
    };
    let rows = |table: &str| contents.rows.get(table).copied().unwrap_or_default();
    let counted = counted(rows("movies"), rows("users"));
    println!("Backed up {counted} to {} ({} KB).", file.display(), contents.bytes.div_ceil(1000));
    println!(
        "The secret key isn't in it. Keep a copy of {} somewhere else: the server doesn't start on the backup without \
         it.",
        database.secret_key().path().display()
    );
    Ok(())
}

/// The name with the end that encrypted files have.
fn encrypted_name(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    if !name.to_string_lossy().ends_with(ENCRYPTED_END) {
        name.push(ENCRYPTED_END);
    }
    name.into()
}
