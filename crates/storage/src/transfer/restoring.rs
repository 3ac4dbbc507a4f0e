//! Restoring backups, and copies from one database to another.

use super::Waiter;
use super::backups::{begin, fill_file, keep};
use super::digests::Summary;
use super::drafts::{Contents, Existing};
use super::encryption::{Passphrase, decrypt, is_encrypted};
use super::filling::{fill, refuse_accounts};
use crate::engine::{Store, blocking, pages};
use crate::error::Error;
use crate::migrate;
use crate::sealing::SecretKey;
use crate::secrets::{is_key_of, reopen, rewrap};
use std::path::Path;

/// Puts a backup in the place of an SQLite database that has no accounts, or isn't there. A backup of an earlier schema
/// is migrated; the file that it stands in stays as it is. An encrypted one needs its passphrase.
///
/// # Errors
/// [`Error::Transfer`] when the file is no backup or is damaged, or when the database has accounts or is in use;
/// [`Error::Schema`] when a newer version made the backup; [`Error::NoPassphrase`] and [`Error::WrongPassphrase`].
pub async fn restore_to_file(backup: &Path, target: &Path, passphrase: Option<&Passphrase>) -> Result<Contents, Error> {
    let draft = begin(target, Existing::ReplaceEmpty, None).await?;
    unpack(backup, draft.part(), passphrase).await.map_err(|error| draft.explain(error))?;
    keep(draft, None).await
}

/// Fills a database without accounts from a backup. A backup of an earlier schema is migrated first, in a copy of it
/// that is beside `scratch` for so long. If the database’s secrets are unlocked, they are again afterwards; those of the
/// backup may then be sealed with another key, `sealed_with`.
///
/// # Errors
/// As [`restore_to_file`]; [`Error::WrongKey`] when the secrets of the database are unlocked, and those of the backup
/// are sealed with neither its key nor that other one.
pub async fn restore(
    backup: &Path,
    to: &Store,
    scratch: &Path,
    sealed_with: Option<SecretKey>,
    passphrase: Option<&Passphrase>,
) -> Result<Vec<Summary>, Error> {
    prepare(to).await?;
    let draft = begin(scratch, Existing::Keep, None).await?;
    let unpacked = unpack(backup, draft.part(), passphrase).await.map_err(|error| draft.explain(error))?;
    if let Some(keyring) = to.keyring()
        && is_key_of(&unpacked, &keyring.secret_key).await? == Some(false)
    {
        rewrap(&unpacked, sealed_with.ok_or(Error::WrongKey)?, keyring.secret_key.clone()).await?;
    }
    let summaries = fill(&unpacked, to).await?;
    reopen(to).await?;
    Ok(summaries)
}

/// Fills a database without accounts with all that is in another one.
///
/// # Errors
/// [`Error::Transfer`] when it has accounts; [`Error::Schema`] when the schema of the other one isn't exactly this
/// program's.
pub async fn copy(from: &Store, to: &Store) -> Result<Vec<Summary>, Error> {
    prepare(to).await?;
    fill(from, to).await
}

/// Writes all that is in a database to an SQLite database that has no accounts, or isn't there.
///
/// # Errors
/// As [`copy`], and when that database is in use.
pub async fn copy_to_file(from: &Store, target: &Path) -> Result<Vec<Summary>, Error> {
    Ok(fill_file(from, begin(target, Existing::ReplaceEmpty, None).await?).await?.0)
}

/// Makes the tables of a database that is to be filled, and refuses one with accounts before any work.
async fn prepare(to: &Store) -> Result<(), Error> {
    migrate::up(to).await?;
    to.read(refuse_accounts).await
}

/// Copies a backup, or decrypts it, and migrates the copy.
async fn unpack(backup: &Path, part: &Path, passphrase: Option<&Passphrase>) -> Result<Store, Error> {
    let name = backup.display();
    if let Err(error) = std::fs::File::open(backup) {
        return Err(Error::Transfer(format!("{name} can't be read: {error}")));
    }
    let (waiter, source, target) = (Waiter::default(), backup.to_owned(), part.to_owned());
    let (goes_on, passphrase) = (waiter.watch(), passphrase.cloned());
    let copy = blocking(move || {
        if is_encrypted(&source) {
            return decrypt(&source, &target, &passphrase.ok_or(Error::NoPassphrase)?, &goes_on);
        }
        pages::copy_file(&source, &target, &goes_on)
    });
    let unreadable = |error| match error {
        Error::Database(message) => Error::Transfer(format!("{name} can't be read as a backup: {message}")),
        other => other,
    };
    copy.await.map_err(unreadable)?;
    let store = Store::open_sqlite(part).await.map_err(unreadable)?;
    let status = migrate::status(&store).await?;
    if status.iter().all(|migration| migration.applied_at.is_none()) {
        return Err(Error::Transfer(format!("{name} isn't a backup of Movie Tracker")));
    }
    migrate::up(&store).await?;
    Ok(store)
}
