//! The file of an import, which lies in the database in pieces.

use domain::ids::ImportId;
use std::io::{self, Read, Seek, SeekFrom};
use storage::transfer::import_chunks::{CHUNK_BYTES, find_chunk};
use storage::{Error, Store};
use tokio::runtime::Handle;

/// The file, read piece by piece. It blocks: only for threads that may.
pub struct Chunks {
    store: Store,
    runtime: Handle,
    import: ImportId,
    length: u64,
    position: u64,
    /// The pieces that were read last: a zip's directory stands at its end, and its files before it.
    kept: Vec<(u64, Vec<u8>)>,
}

/// How many pieces are kept.
const KEPT: usize = 2;

impl Chunks {
    /// The file of an import, of so many bytes.
    pub fn new(store: &Store, import: ImportId, length: u64) -> Self {
        Self { store: store.clone(), runtime: Handle::current(), import, length, position: 0, kept: Vec::new() }
    }

    fn piece(&mut self, number: u64) -> io::Result<&[u8]> {
        if let Some(at) = self.kept.iter().position(|(it, _)| *it == number) {
            self.kept.swap(0, at);
        } else {
            let (import, at) = (self.import, i64::try_from(number).map_err(io::Error::other)?);
            let find = self.store.read::<_, Error, _>(move |tx| find_chunk(tx, import, at));
            let found = self.runtime.block_on(find).map_err(io::Error::other)?;
            let content = found.ok_or_else(|| io::Error::other("a piece of the file is missing"))?;
            self.kept.truncate(KEPT - 1);
            self.kept.insert(0, (number, content));
        }
        Ok(&self.kept[0].1)
    }
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let (number, offset) = (self.position / CHUNK_BYTES as u64, self.position % CHUNK_BYTES as u64);
        let piece = self.piece(number)?;
        // The offset is less than the bytes of a piece.
        let rest = piece.get(usize::try_from(offset).unwrap_or(usize::MAX)..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Chunks {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
