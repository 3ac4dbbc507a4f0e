//! `movietracker keys`.

use crate::database::DatabaseOptions;
use anyhow::Result;
use clap::Subcommand;
use server::clock::Clock;
use server::security::access_tokens::rotate_signing_keys;

/// What to do with the keys.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Sign with a new key from now on. No one is signed out: the old key still verifies what it signed.
    Rotate,
    /// Create a new secret key and seal the secrets in the database with it. Stop all servers first, and give
    /// the new file to each of them before they start.
    Rewrap,
}

/// Does it.
pub async fn run(database: &DatabaseOptions, command: KeysCommand) -> Result<()> {
    let store = database.open_migrated().await?;
    match command {
        KeysCommand::Rotate => {
            rotate_signing_keys(&store, &Clock::system()).await?;
            println!("A new signing key is in use.");
        }
        KeysCommand::Rewrap => {
            database.secret_key().rewrap(&store).await?;
            println!("A new secret key is in use. Keep it with your backups, and give it to every server.");
        }
    }
    Ok(())
}
