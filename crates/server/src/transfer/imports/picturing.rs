//! The pictures of an import: prepared before it is applied, because that takes too long for a transaction, and laid by.

use super::chunks::Chunks;
use super::findings::from_json;
use super::groups::Why;
use super::outcome::pictures_of;
use super::reading::{Reading, StopOnDrop};
use super::receiving::MAX_FILES;
use crate::error::{ApiError, Result};
use crate::pictures::PictureFault;
use bytes::Bytes;
use domain::ids::ImportId;
use domain::library::images::{ImageKind, MAX_IMAGE_BYTES};
use domain::transfer::imports::{ImportState, ImportedFile, Remark};
use formats::{Entry, Limits, Pictures};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::library::images::{NewImage, lay_by_image};
use storage::transfer::import_rows::list_rows_by_number;
use storage::transfer::imports::{StoredImport, find_import_of_job};
use storage::{Error, Store, Tx};
use tokio::runtime::Handle;

/// The format whose files have pictures: our own.
const FORMAT: &str = "movie_tracker";
/// The rows that are read at a time.
const PORTION: i64 = 1000;
/// The most pictures that are looked for: twice as many as a zip can have files.
const MAX_WANTED: usize = 20_000;
/// How often a picture waits for its turn in vain, each time for some seconds.
const PATIENCE: usize = 60;

/// The pictures that are laid by for an import.
#[derive(Default)]
pub struct Prepared {
    /// Their names, by what the file calls them.
    pub names: HashMap<String, String>,
    /// Those that can't be read, and why.
    pub refused: Vec<ImportedFile>,
}

impl Reading {
    /// Prepares the pictures of the rows that are taken. One that can't be read costs no film.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn prepare_pictures(&self) -> Result<Prepared> {
        let id = self.id;
        let find = move |tx: &mut Tx| find_import_of_job(tx, id);
        let import = self.store.read::<_, Error, _>(find).await?;
        let has_some = |it: &StoredImport| it.state == ImportState::Applying && it.format.as_deref() == Some(FORMAT);
        let Some(import) = import.filter(has_some) else { return Ok(Prepared::default()) };
        let wanted = wanted(&self.store, id).await?;
        if wanted.is_empty() {
            return Ok(Prepared::default());
        }
        let stop = StopOnDrop(Arc::default());
        let (reading, stopped) = (self.clone(), Arc::clone(&stop.0));
        let work = tokio::task::spawn_blocking(move || reading.prepare_all(&import, wanted, &stopped));
        work.await.map_err(|error| Error::Database(format!("the pictures of an import broke off: {error}")))?
    }

    /// Prepares these pictures. Blocks.
    fn prepare_all(
        &self,
        import: &StoredImport,
        wanted: Vec<(ImageKind, String)>,
        stopped: &AtomicBool,
    ) -> Result<Prepared> {
        let (runtime, mut prepared) = (Handle::current(), Prepared::default());
        let mut source = Chunks::new(&self.store, self.id, import.byte_count.try_into().unwrap_or(0));
        let Some(mut pictures) = Pictures::open(&mut source, Limits::default()) else { return Ok(prepared) };
        let mut tried = HashSet::new();
        for (kind, name) in wanted {
            if stopped.load(Ordering::Relaxed) {
                return Err(Error::Database("the import was stopped".to_owned()).into());
            }
            if !tried.insert(name.clone()) {
                continue;
            }
            let made = match pictures.read(&name, MAX_IMAGE_BYTES as u64) {
                Some(bytes) => runtime.block_on(self.prepare(kind, bytes))?,
                None => Err(refused("unreadable", "This picture is missing, damaged or larger than 10 MB.")),
            };
            match made {
                Ok(image) => {
                    let (owner, now) = (import.owner, self.clock.now());
                    let keep = move |tx: &mut Tx| lay_by_image(tx, owner, &image, now);
                    let kept = runtime.block_on(self.store.write::<_, Error, _>(keep))?;
                    prepared.names.insert(name, kept);
                }
                Err(_) if prepared.refused.len() == MAX_FILES => {}
                Err(problem) => {
                    prepared.refused.push(ImportedFile { file: name, format: None, rows: 0, problem: Some(problem) });
                }
            }
        }
        Ok(prepared)
    }

    async fn prepare(&self, kind: ImageKind, bytes: Vec<u8>) -> Result<Result<NewImage, Remark>> {
        let bytes = Bytes::from(bytes);
        for _ in 0..PATIENCE {
            // An error is that too many wait for their turn, who aren’t to wait for a whole import.
            if let Ok(made) = self.pictures.new_image(&self.clock, kind, bytes.clone()).await {
                return Ok(made.map_err(reason));
            }
        }
        Err(ApiError::unavailable(30))
    }
}

/// The pictures of the rows that are taken and become new films.
async fn wanted(store: &Store, import: ImportId) -> Result<Vec<(ImageKind, String)>> {
    let (mut wanted, mut after) = (Vec::new(), 0);
    loop {
        let find = move |tx: &mut Tx| list_rows_by_number(tx, import, after, PORTION);
        let rows = store.read::<_, Error, _>(find).await?;
        let Some(last) = rows.last() else { return Ok(wanted) };
        after = last.number;
        for row in rows.iter().filter(|row| row.taken && row.movie.is_none()) {
            let why = row.reason.as_deref().map_or_else(|| Ok(Why::default()), from_json::<Why>)?;
            let entry = row.entry.as_deref().map(from_json::<Entry>).transpose()?;
            if let Some(own) = entry.and_then(|entry| entry.own).filter(|_| why.movie.is_none()) {
                wanted.extend(pictures_of(&own));
            }
            // A zip has no more of them, so that the rest names nothing that is there.
            if wanted.len() >= MAX_WANTED {
                wanted.truncate(MAX_WANTED);
                return Ok(wanted);
            }
        }
    }
}

fn refused(code: &str, message: &str) -> Remark {
    Remark { code: code.to_owned(), message: message.to_owned() }
}

fn reason(fault: PictureFault) -> Remark {
    match fault {
        PictureFault::Unsupported => refused("unsupported", "This isn’t a JPEG, PNG or WebP picture."),
        PictureFault::Damaged => refused("damaged", "This picture is incomplete or damaged."),
        PictureFault::TooManyPixels => refused("too_many_pixels", "This picture has more than 25 million pixels."),
    }
}
