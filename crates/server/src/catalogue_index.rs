//! The catalogue in this server's folder: open for searches, also while a new one takes its place.

use ::catalogue::building::FILE;
use ::catalogue::error::Error;
use ::catalogue::finding::Catalogue;
use domain::catalogue::updates::{CatalogueUpdate, UpdateState};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::SystemTime;
use tokio::sync::Notify;

/// How many searches go on at once. Each takes about a millisecond, and some memory for its handle.
const HANDLES: usize = 2;

/// The catalogue of this server; none where it keeps no files.
pub struct CatalogueIndex {
    folder: Option<PathBuf>,
    handles: [Mutex<Option<Handle>>; HANDLES],
    update: Mutex<CatalogueUpdate>,
    is_stopping: AtomicBool,
    /// Wakes what updates it: an update is asked for or canceled, or the server stops.
    pub changed: Notify,
}

/// An index that is open, and which file it is.
struct Handle {
    file: FileId,
    // None when the file is of another version.
    catalogue: Option<Catalogue>,
}

/// What tells a file from the one that took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileId {
    modified: Option<SystemTime>,
    bytes: u64,
    #[cfg(unix)]
    inode: u64,
}

impl FileId {
    fn of(file: &Metadata) -> Self {
        Self {
            modified: file.modified().ok(),
            bytes: file.len(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(file),
        }
    }
}

/// The file of a catalogue.
pub struct CatalogueFile {
    /// When it was built.
    pub built_at: Option<SystemTime>,
    /// How large it is.
    pub bytes: u64,
}

impl CatalogueIndex {
    /// The catalogue in a folder.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            handles: Default::default(),
            update: Mutex::new(CatalogueUpdate { state: UpdateState::Idle, progress: 0.0, error: None }),
            is_stopping: AtomicBool::default(),
            changed: Notify::new(),
        }
    }

    /// What becomes of the latest update.
    pub fn update(&self) -> CatalogueUpdate {
        self.update.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what becomes of an update.
    pub fn set_update(&self, update: CatalogueUpdate) {
        *self.update.lock().unwrap_or_else(PoisonError::into_inner) = update;
    }

    /// From now on nothing is built: the server stops.
    pub fn stop(&self) {
        self.is_stopping.store(true, Ordering::SeqCst);
        self.changed.notify_one();
    }

    /// Whether the server stops.
    pub fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }

    /// The folder.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The file, if there is one.
    pub fn file(&self) -> Option<CatalogueFile> {
        let file = self.metadata()?;
        Some(CatalogueFile { built_at: file.modified().ok(), bytes: file.len() })
    }

    /// Which file it is, if there is one.
    pub fn file_id(&self) -> Option<FileId> {
        Some(FileId::of(&self.metadata()?))
    }

    /// Gives a closure the catalogue; none when there is none. It blocks.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn with<T>(&self, ask: impl FnOnce(&Catalogue) -> Result<T, Error>) -> Result<Option<T>, Error> {
        let Some((folder, file)) = self.folder.as_deref().zip(self.metadata()) else { return Ok(None) };
        let file = FileId::of(&file);
        let mut slot = self.free_slot();
        if slot.as_ref().is_none_or(|handle| handle.file != file) {
            *slot = None;
            *slot = Some(Handle { file, catalogue: Catalogue::open(folder)? });
        }
        slot.as_ref().and_then(|handle| handle.catalogue.as_ref()).map(ask).transpose()
    }

    fn metadata(&self) -> Option<Metadata> {
        self.folder.as_ref()?.join(FILE).metadata().ok()
    }

    fn free_slot(&self) -> MutexGuard<'_, Option<Handle>> {
        let free = self.handles.iter().find_map(|slot| match slot.try_lock() {
            Ok(slot) => Some(slot),
            Err(TryLockError::Poisoned(slot)) => Some(slot.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        free.unwrap_or_else(|| self.handles[0].lock().unwrap_or_else(PoisonError::into_inner))
    }
}
