//! Importing a file of this machine: the same steps as through the API, one after the other, without a job.

use super::ending::discard;
use super::findings::{from_json, to_json};
use super::groups::Why;
use super::reading::Reading;
use super::{found, uploading};
use crate::catalogue_index::CatalogueIndex;
use crate::clock::Clock;
use crate::error::Result;
use crate::pictures::Pictures;
use domain::ids::{ImportId, UserId};
use domain::transfer::imports::{Choices, Import, ImportState, Remark};
use std::path::PathBuf;
use std::sync::Arc;
use storage::transfer::import_chunks::{CHUNK_BYTES, insert_chunk};
use storage::transfer::import_rows::{StoredRow, list_rows_by_number};
use storage::transfer::imports::{insert_import, move_import, update_choices};
use storage::{Error, Store, Tx};

/// The rows that are read at a time.
const PORTION: i64 = 1000;

/// The import of a file of this machine.
pub struct LocalImport {
    reading: Reading,
    owner: UserId,
    pieces: i64,
}

impl LocalImport {
    /// The bytes of each piece of the file but the last.
    pub const PIECE_BYTES: usize = CHUNK_BYTES;

    /// Begins an import into this account of a database. Films are recognised in the catalogue in the data folder.
    ///
    /// # Errors
    /// When a choice is at fault, or the database can't be written.
    pub async fn begin(
        (store, data_dir): (Store, Option<PathBuf>),
        owner: UserId,
        file_name: Option<String>,
        choices: &Choices,
    ) -> Result<Self> {
        let clock = Clock::system();
        let (id, now) = (ImportId(clock.id()), clock.now());
        let choices = to_json(&uploading::checked(choices.clone())?)?;
        let begin = move |tx: &mut Tx| insert_import(tx, owner, id, file_name.as_deref(), &choices, now);
        store.write::<_, Error, _>(begin).await?;
        let (pictures, catalogue) = (Arc::new(Pictures::new(None)), Arc::new(CatalogueIndex::new(data_dir)));
        Ok(Self { reading: Reading { store, clock, pictures, catalogue, id }, owner, pieces: 0 })
    }

    /// Takes the next piece of the file.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn add(&mut self, piece: Vec<u8>) -> Result<()> {
        let (id, number, now) = (self.reading.id, self.pieces, self.reading.clock.now());
        self.pieces += 1;
        let add = move |tx: &mut Tx| insert_chunk(tx, id, number, &piece, now);
        self.reading.store.write::<_, Error, _>(add).await?;
        Ok(())
    }

    /// Reads the file and compares its rows with the library. Afterwards, the import is ready or has failed, or something
    /// must be asked.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn read(&self) -> Result<Import> {
        self.advance((ImportState::Uploading, ImportState::Reading)).await?;
        if let Some(version) = self.reading.run().await? {
            self.reading.judge(version).await?;
        }
        self.find().await
    }

    /// Answers what was asked, and reads the file again.
    ///
    /// # Errors
    /// When a choice is at fault, or the database can't be read or written.
    pub async fn answer(&self, choices: &Choices) -> Result<Import> {
        let (id, now) = (self.reading.id, self.reading.clock.now());
        let choices = to_json(&uploading::checked(choices.clone())?)?;
        self.reading.store.write::<_, Error, _>(move |tx| update_choices(tx, id, &choices, now)).await?;
        self.advance((ImportState::Asking, ImportState::Uploading)).await?;
        self.read().await
    }

    /// Adds the rows that are taken to the library.
    ///
    /// # Errors
    /// When the database can't be read or written; then nothing was added.
    pub async fn apply(&self) -> Result<Import> {
        self.advance((ImportState::Ready, ImportState::Applying)).await?;
        self.reading.apply().await?;
        self.find().await
    }

    /// Forgets the import; nothing of it stays.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn discard(self) -> Result<()> {
        discard(&self.reading.store, self.reading.id).await
    }

    /// The import as it is now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find(&self) -> Result<Import> {
        let (owner, id) = (self.owner, self.reading.id);
        self.reading.store.read(move |tx| found(tx, owner, id)).await
    }

    /// The next rows behind one of this number, each with what there is to say of it; none at the end.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn rows(&self, after: i64) -> Result<Vec<(StoredRow, Vec<Remark>)>> {
        let id = self.reading.id;
        let list = move |tx: &mut Tx| list_rows_by_number(tx, id, after, PORTION);
        let rows = self.reading.store.read::<_, Error, _>(list).await?;
        let with_remarks = rows.into_iter().map(|row| {
            let why = row.reason.as_deref().map_or_else(|| Ok(Why::default()), from_json)?;
            Ok((row, why.remarks))
        });
        with_remarks.collect()
    }

    async fn advance(&self, step: (ImportState, ImportState)) -> Result<()> {
        let (id, now) = (self.reading.id, self.reading.clock.now());
        self.reading.store.write::<_, Error, _>(move |tx| move_import(tx, id, step, now)).await?;
        Ok(())
    }
}
