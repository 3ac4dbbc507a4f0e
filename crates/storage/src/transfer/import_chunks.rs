//! The file of an import, in pieces.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::insert;
use domain::ids::ImportId;
use domain::times::Timestamp;

/// The bytes of a piece of a file: 1 MiB.
pub const CHUNK_BYTES: usize = 1024 * 1024;

const GROW: &str = "UPDATE imports SET byte_count = byte_count + $2, updated_at = $3
    WHERE id = $1 AND state = 'uploading'";

/// Adds a piece to the file of an import that is being uploaded. False when it isn't any more.
pub fn insert_chunk(tx: &mut Tx, id: ImportId, number: i64, content: &[u8], now: Timestamp) -> Result<bool, Error> {
    let length = i64::try_from(content.len()).unwrap_or(i64::MAX);
    if tx.execute(GROW, &[&id, &length, &now])? == 0 {
        return Ok(false);
    }
    insert!(tx, IMPORT_CHUNKS { import_id: id, number: number, content: content }).map(|_| true)
}

const FIND_CHUNK: &str = "SELECT content FROM import_chunks WHERE import_id = $1 AND number = $2";

/// A piece of the file of an import.
pub fn find_chunk(tx: &mut Tx, id: ImportId, number: i64) -> Result<Option<Vec<u8>>, Error> {
    tx.query_opt(FIND_CHUNK, &[&id, &number])
}

/// Deletes the pieces of the file of an import.
pub fn delete_chunks(tx: &mut Tx, id: ImportId) -> Result<(), Error> {
    tx.execute("DELETE FROM import_chunks WHERE import_id = $1", &[&id]).map(drop)
}
