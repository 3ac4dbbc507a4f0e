//! The end of imports: discarded, given up, or kept for long enough.

use super::findings::from_json;
use super::{KIND, Payload};
use crate::error::Result;
use domain::ids::ImportId;
use domain::times::Timestamp;
use domain::transfer::imports::{ImportState, KEPT_DAYS, UNDO_DAYS};
use storage::jobs::queue::list_payloads;
use storage::transfer::import_chunks::delete_chunks;
use storage::transfer::imports as stored;
use storage::{Error, Store, Tx};

/// What is said when the server didn't get through with an import.
pub const BROKEN: &str =
    "The server couldn’t finish this. Try again later; the jobs on the administrator’s page say what went wrong.";
/// Seconds after which an upload that stands still is given up, and work that no job is left for.
const LEFT: i64 = 3600;

/// Ends the imports that are over: deletes those that have stood still or were kept for long enough, and gives up those
/// that no server goes on with, because the servers died each time.
///
/// # Errors
/// When the database can't be written.
pub async fn end_all(store: &Store, now: Timestamp) -> Result<()> {
    let days = |days: i64| now.plus_seconds(-days * 24 * 3600);
    let (left, ends) = (now.plus_seconds(-LEFT), (now.plus_seconds(-LEFT), days(KEPT_DAYS), days(UNDO_DAYS)));
    // The imports first: the job of one that is begun meanwhile is then there.
    let list = move |tx: &mut Tx| Ok((stored::list_left_imports(tx, left)?, list_payloads(tx, KIND.name)?));
    let (imports, payloads) = store.read::<_, Error, _>(list).await?;
    let under_way: Vec<ImportId> =
        payloads.iter().map(|it| Ok(from_json::<Payload>(it)?.import)).collect::<Result<_>>()?;
    for import in imports.into_iter().filter(|(id, _)| !under_way.contains(id)) {
        give_up(store, import, BROKEN, now).await?;
    }
    loop {
        let expired = store.read::<_, Error, _>(move |tx| stored::list_expired_imports(tx, ends)).await?;
        if expired.is_empty() {
            return Ok(());
        }
        for id in expired {
            discard(store, id).await?;
        }
    }
}

/// Gives up the work on an import, unless its version is another one by now. What nobody needs of it any more makes room.
///
/// # Errors
/// When the database can't be written.
pub async fn give_up(store: &Store, (id, version): (ImportId, i64), why: &'static str, now: Timestamp) -> Result<()> {
    let note = move |tx: &mut Tx| {
        let state = stored::give_up_import(tx, (id, version), why, now)?;
        if state == Some(ImportState::Failed) {
            delete_chunks(tx, id)?;
        }
        Ok(state)
    };
    if store.write::<_, Error, _>(note).await? == Some(ImportState::Failed) {
        delete_rows(store, id).await?;
    }
    Ok(())
}

/// Notes that the upload of an import broke off, and why. What came of it makes room.
///
/// # Errors
/// When the database can't be written.
pub async fn fail(store: &Store, id: ImportId, why: String, now: Timestamp) -> Result<()> {
    let note = move |tx: &mut Tx| {
        stored::fail_import(tx, id, &why, now)?;
        delete_chunks(tx, id)
    };
    Ok(store.write::<_, Error, _>(note).await?)
}

/// Deletes an import with its rows.
///
/// # Errors
/// When the database can't be written.
pub async fn discard(store: &Store, id: ImportId) -> Result<()> {
    delete_rows(store, id).await?;
    store.write::<_, Error, _>(move |tx| stored::delete_import(tx, id)).await?;
    Ok(())
}

/// In portions, so that others get their turn to write.
async fn delete_rows(store: &Store, id: ImportId) -> Result<()> {
    while store.write::<_, Error, _>(move |tx| stored::delete_rows(tx, id)).await? {}
    Ok(())
}
