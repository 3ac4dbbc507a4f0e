//! Backups.

use super::Waiter;
use super::digests::Summary;
use super::drafts::{Contents, Draft, Existing};
use super::encryption::Encryption;
use super::filling::fill;
use crate::engine::{Engine, Store, Tx, Work, blocking, pages};
use crate::error::Error;
use crate::migrate;
use std::collections::BTreeMap;
use std::path::Path;

/// Writes a backup of a database, in use or not, to a file: all that was committed before this began is in it.
///
/// # Errors
/// [`Error::Transfer`] when the file can't be written, and for PostgreSQL when its schema isn't exactly this program's.
pub async fn back_up(store: &Store, target: &Path, existing: Existing) -> Result<Contents, Error> {
    write(store, begin(target, existing, None).await?).await
}

/// Writes a backup that is encrypted. What isn't encrypted yet is in another folder, and gone afterwards.
///
/// # Errors
/// As [`back_up`].
pub async fn back_up_encrypted(
    store: &Store,
    target: &Path,
    existing: Existing,
    encryption: &Encryption,
) -> Result<Contents, Error> {
    write(store, begin(target, existing, Some(encryption)).await?).await
}

async fn write(store: &Store, draft: Draft) -> Result<Contents, Error> {
    match store.engine() {
        Engine::Sqlite => {
            let written = save_pages(store, draft, |_| Ok(true)).await?;
            written.ok_or_else(|| Error::Database("there is no backup".to_owned()))
        }
        Engine::Postgres => Ok(fill_file(store, draft).await?.1),
    }
}

/// Writes a backup of an SQLite database that is about to be migrated; none when it isn't.
///
/// # Errors
/// As [`back_up`].
pub async fn back_up_before_migration(store: &Store, target: &Path) -> Result<Option<Contents>, Error> {
    // Usually there is nothing to do.
    if store.engine() == Engine::Postgres || !store.read(migrate::has_pending).await? {
        return Ok(None);
    }
    let draft = begin(target, Existing::Replace, None).await?;
    save_pages(store, draft, migrate::has_pending).await
}

/// Copies the pages of SQLite, if they are wanted as they are.
async fn save_pages(
    store: &Store,
    draft: Draft,
    is_wanted: fn(&mut Tx) -> Result<bool, Error>,
) -> Result<Option<Contents>, Error> {
    let (part, waiter) = (draft.part().to_owned(), Waiter::default());
    let goes_on = waiter.watch();
    let copy = move |tx: &mut Tx| {
        // All is read as it is at this first statement.
        if !is_wanted(tx)? {
            return Ok(None);
        }
        let rows = count_rows(tx)?;
        tx.copy_pages(&part, &goes_on).map(|()| Some(rows))
    };
    let rows = store.run(Work::Snapshot, copy).await.map_err(|error| draft.explain(error))?;
    match rows {
        Some(rows) => keep(draft, Some(rows)).await.map(Some),
        None => Ok(None),
    }
}

fn count_rows(tx: &mut Tx) -> Result<BTreeMap<String, i64>, Error> {
    let names: Vec<String> = tx.query(pages::LIST_TABLES, &[])?;
    names.into_iter().map(|name| Ok((name.clone(), tx.query_one(&pages::count_of(&name), &[])?))).collect()
}

/// Copies all rows of a database into a file.
pub async fn fill_file(from: &Store, draft: Draft) -> Result<(Vec<Summary>, Contents), Error> {
    let filled = async {
        let to = Store::open_sqlite(draft.part()).await?;
        migrate::up(&to).await?;
        fill(from, &to).await
    };
    let summaries = filled.await.map_err(|error| draft.explain(error))?;
    Ok((summaries, keep(draft, None).await?))
}

/// Begins a file.
pub async fn begin(target: &Path, existing: Existing, encryption: Option<&Encryption>) -> Result<Draft, Error> {
    let (target, encryption) = (target.to_owned(), encryption.cloned());
    blocking(move || Draft::begin(&target, existing, encryption.as_ref())).await
}

/// Keeps a file that was written.
pub async fn keep(draft: Draft, expected: Option<BTreeMap<String, i64>>) -> Result<Contents, Error> {
    blocking(move || draft.keep(expected.as_ref())).await
}
