//! The database file, and noticing when it is not the one any more that is open.
//!
//! A file that is deleted or replaced stays open, so SQLite would go on with it: every write would
//! be acknowledged and lost. A new connection, though, would open what has its name now.

use crate::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often at the most the log tells of a lost file.
const REPEAT: Duration = Duration::from_mins(1);

/// What tells a file from another that has its name later: device and number. (Where there is no
/// such thing, the system doesn't let go of a file that is open.)
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity(#[cfg(unix)] (u64, u64));

impl Identity {
    fn of(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            std::fs::metadata(path).map(|data| Self((data.dev(), data.ino())))
        }
        #[cfg(not(unix))]
        std::fs::metadata(path).map(|_| Self())
    }
}

/// Of what the file consists while it is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The file itself.
    Database,
    /// It, and the two files beside it that hold the latest writes and the locks.
    All,
}

/// The file; deletes itself in the end if it is only there for a test.
pub struct File {
    path: PathBuf,
    temporary: Option<PathBuf>,
    /// The parts, as they were when they were opened.
    parts: Vec<(PathBuf, Identity)>,
    told_at: Mutex<Option<Instant>>,
}

impl Drop for File {
    fn drop(&mut self) {
        if let Some(folder) = &self.temporary {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl File {
    /// The file at a path, made for its owner's eyes alone when there is none. Blocks.
    pub fn create(path: &Path) -> Result<Self, Error> {
        create(path).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full,
            _ => Error::Database(format!("the database file {} can't be opened: {error}", path.display())),
        })?;
        Ok(Self { path: path.to_owned(), temporary: None, parts: Vec::new(), told_at: Mutex::default() })
    }

    /// A file in a folder of its own, which goes with this value. Blocks.
    pub fn create_temporary() -> Result<Self, Error> {
        let failed = |error| Error::Database(format!("a temporary database can't be made: {error}"));
        let folder = temporary_folder().map_err(failed)?;
        let mut file = Self::create(&folder.join("test.db"))?;
        file.temporary = Some(folder);
        Ok(file)
    }

    /// Its state.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Notes which files these are, now that they are open.
    pub fn note_parts(&mut self) -> Result<(), Error> {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            let path = PathBuf::from(path);
            let identity = Identity::of(&path).map_err(|error| {
                Error::Database(format!("{} was not made (is its disk full?): {error}", path.display()))
            })?;
            self.parts.push((path, identity));
        }
        Ok(())
    }

    /// Refuses when the path leads to another file than the one that is open, or to none.
    pub fn check(&self, part: Part) -> Result<(), Error> {
        let parts = if part == Part::All { &self.parts[..] } else { self.parts.get(..1).unwrap_or_default() };
        let lost = parts.iter().find(|(path, identity)| Identity::of(path).ok() != Some(*identity));
        lost.map_or(Ok(()), |(path, _)| Err(self.tell(path)))
    }

    fn tell(&self, path: &Path) -> Error {
        let error = Error::FileLost(path.to_owned());
        let mut told_at = self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        if told_at.is_none_or(|at| at.elapsed() >= REPEAT) {
            *told_at = Some(Instant::now());
            tracing::error!(
                "{error}. Nothing is read or written until the same file is back at its place. Stop the server, put \
                 the file back or restore a backup, and start the server again."
            );
        }
        error
    }
}

/// Makes the file if there is none, readable for its owner alone; SQLite gives the files beside it
/// the same mode.
fn create(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn temporary_folder() -> io::Result<PathBuf> {
    let process = std::process::id();
    for number in 0_u32.. {
        let folder = std::env::temp_dir().join(format!("movietracker-{process}-{number}"));
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => return done.map(|()| folder),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
