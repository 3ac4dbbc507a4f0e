//! The job that works on an import.

use super::Payload;
use super::ending::{BROKEN, give_up};
use super::findings::from_json;
use super::reading::Reading;
use crate::error::Result;
use crate::jobs::worker::Context;
use domain::transfer::imports::ImportState;
use domain::transfer::rows::{RowChange, RowState, WhichRows};
use std::sync::Arc;
use storage::transfer::import_rows::change_rows;
use storage::transfer::imports::{StoredImport, find_import_of_job, move_import};
use storage::{Error, Tx};

/// What is said when the disk is full.
pub const FULL: &str = "The server’s disk is full. Its administrator needs to free some space; then try again.";

/// Does what is to be done with an import. When that fails for good, the import says so.
///
/// # Errors
/// When the database can't be read or written.
pub async fn run(context: Context) -> Result<()> {
    let payload: Payload = from_json(&context.payload)?;
    let (id, store) = (payload.import, context.state.store.clone());
    let (clock, pictures) = (context.state.clock.clone(), Arc::clone(&context.state.pictures));
    let catalogue = Arc::clone(&context.state.catalogue);
    let work = Reading { store: store.clone(), clock, pictures, catalogue, id };
    let find = async || store.read::<_, Error, _>(move |tx| find_import_of_job(tx, id)).await;
    let Some(import) = find().await? else { return Ok(()) };
    let Err(error) = work_on(&work, import.state, &payload).await else { return Ok(()) };
    let why = match error.is_storage_full() {
        true => FULL,
        false if context.is_last => BROKEN,
        false => return Err(error),
    };
    if let Some(StoredImport { version, .. }) = find().await? {
        give_up(&store, (id, version), why, context.state.clock.now()).await?;
    }
    Err(error)
}

async fn work_on(work: &Reading, state: ImportState, payload: &Payload) -> Result<()> {
    match state {
        ImportState::Reading => {
            let version = if payload.has_rows { work.begin().await? } else { work.run().await? };
            if let Some(version) = version {
                work.judge(version).await?;
            }
            if payload.applies { take_all_and_apply(work).await } else { Ok(()) }
        }
        // This was interrupted between the two.
        ImportState::Ready if payload.applies => take_all_and_apply(work).await,
        ImportState::Applying => work.apply().await,
        ImportState::Undoing => work.undo().await,
        _ => Ok(()),
    }
}

/// Applies an import with all its rows, unless something must be asked first or it failed.
async fn take_all_and_apply(work: &Reading) -> Result<()> {
    let (id, now) = (work.id, work.clock.now());
    let begin = move |tx: &mut Tx| {
        let begins = move_import(tx, id, (ImportState::Ready, ImportState::Applying), now)?;
        if begins {
            change_rows(tx, id, &WhichRows::State(RowState::NeedsLook), RowChange::Take(true))?;
        }
        Ok::<_, Error>(begins)
    };
    if work.store.write(begin).await? { work.apply().await } else { Ok(()) }
}
