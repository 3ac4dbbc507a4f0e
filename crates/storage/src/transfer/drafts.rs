//! A database file that is being written: it gets its name when it is whole.

use super::encryption::{Encryption, Passphrase, encrypt, is_encrypted};
use crate::engine::pages;
use crate::error::Error;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What a file is called that is being written, beside the one that it becomes. What is left of one that was broken off
/// goes with the next.
const PART: &str = "movietracker.part";
/// The same of a file that is encrypted.
const ENCRYPTED_PART: &str = "movietracker.part.age";
/// What SQLite puts beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// How much is written of a file that is being written to a folder, in bytes, and of what is encrypted into it; none
/// when nothing is. Blocks.
pub fn written_bytes(folder: &Path, scratch: &Path) -> Option<u64> {
    let parts = [folder.join(ENCRYPTED_PART), folder.join(PART), scratch.join(PART)];
    parts.iter().find_map(|part| fs::metadata(part).ok()).map(|file| file.len())
}

/// What is to become of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced, unless a program has it open.
    Replace,
    /// It is replaced if no one has an account in it, and no program has it open.
    ReplaceEmpty,
}

/// What is in a file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// How many rows each table has, by its name.
    pub rows: BTreeMap<String, i64>,
    /// How large the file is.
    pub bytes: u64,
}

/// A file that is being written. Dropped before it is kept, it is gone.
pub struct Draft {
    target: PathBuf,
    part: PathBuf,
    encrypted: Option<(PathBuf, Passphrase)>,
    existing: Existing,
    // Of two that write into one folder, one waits; the locks go with the process. Some file systems have no locks.
    _locks: Vec<File>,
}

impl Draft {
    /// Begins a file; waits until no other is being written in its folder. One that is to be encrypted is written in
    /// another folder before. Blocks.
    pub fn begin(target: &Path, existing: Existing, encryption: Option<&Encryption>) -> Result<Self, Error> {
        let folder = folder_of(target);
        let plain_folder = encryption.map_or(folder, |encryption| &encryption.scratch);
        check(target, existing)?;
        let mut folders = Vec::new();
        for folder in [folder, plain_folder] {
            let real = folder.canonicalize().ok().filter(|folder| folder.is_dir());
            folders.push(real.ok_or_else(|| Error::Transfer(format!("there is no folder {}", folder.display())))?);
        }
        // In one order, so that no two wait for each other, and one folder once.
        folders.sort();
        folders.dedup();
        let lock = |folder: &PathBuf| File::open(folder).ok().filter(|folder| folder.lock().is_ok());
        let locks = folders.iter().filter_map(lock).collect();
        let part = plain_folder.join(PART);
        remove(&part)?;
        let encrypted = encryption.map(|encryption| (folder.join(ENCRYPTED_PART), encryption.passphrase.clone()));
        Ok(Self { target: target.to_owned(), part, encrypted, existing, _locks: locks })
    }

    /// Where it is written.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Says of an error which disk is full: that on which it is written, which may be another one than it ends up on.
    pub fn explain(&self, error: Error) -> Error {
        explained(error, &self.part)
    }

    /// Checks what was written and, if its tables have these many rows, gives it its name. Blocks.
    pub fn keep(self, expected: Option<&BTreeMap<String, i64>>) -> Result<Contents, Error> {
        let rows = pages::check_file(&self.part).map_err(|error| self.explain(error))?;
        if expected.is_some_and(|expected| *expected != rows) {
            return Err(Error::Transfer("what was written has other rows than the database. Try again".to_owned()));
        }
        if let Some((encrypted, passphrase)) = &self.encrypted {
            encrypt(&self.part, encrypted, passphrase).map_err(|error| failed(&self.target, &error))?;
        }
        check(&self.target, self.existing)?;
        let bytes = self.name_it().map_err(|error| failed(&self.target, &error))?;
        Ok(Contents { rows, bytes })
    }

    /// It lasts through a loss of power, and only then has its name.
    fn name_it(&self) -> io::Result<u64> {
        let written = self.encrypted.as_ref().map_or(&self.part, |(encrypted, _)| encrypted);
        let file = File::open(written)?;
        file.sync_all()?;
        for path in beside(&self.target) {
            remove_file(&path)?;
        }
        fs::rename(written, &self.target)?;
        // Where folders can't be opened, the system looks after them itself.
        #[cfg(unix)]
        File::open(folder_of(&self.target))?.sync_all()?;
        Ok(file.metadata()?.len())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = remove(&self.part);
        if let Some((encrypted, _)) = &self.encrypted {
            let _ = remove_file(encrypted);
        }
    }
}

/// Refuses when what is there already is to stay.
fn check(target: &Path, existing: Existing) -> Result<(), Error> {
    let Ok(file) = fs::metadata(target) else { return Ok(()) };
    let path = target.display();
    if existing == Existing::Keep {
        return Err(Error::Transfer(format!("{path} exists already")));
    }
    // No program has an encrypted one open.
    if existing == Existing::Replace && is_encrypted(target) {
        return Ok(());
    }
    if file.len() > 0 {
        let has_accounts = pages::release(target).map_err(|error| match error {
            Error::Unavailable(_) => Error::Transfer(format!("{path} is in use. Stop the server first")),
            other => Error::Transfer(format!("{path} can't be replaced: {other}")),
        })?;
        if has_accounts && existing == Existing::ReplaceEmpty {
            return Err(Error::Transfer(format!(
                "{path} has accounts already. To replace it, stop the server and move it away first"
            )));
        }
    }
    Ok(())
}

/// Says of an error which disk is full.
fn explained(error: Error, target: &Path) -> Error {
    match error {
        Error::Full => {
            let folder = folder_of(target).display();
            Error::Transfer(format!("the disk of {folder} is full: free some space on it, and try again"))
        }
        other => other,
    }
}

fn failed(target: &Path, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => explained(Error::Full, target),
        _ => Error::Transfer(format!("{} can't be written: {error}", target.display())),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(file: &Path) -> impl Iterator<Item = PathBuf> {
    let name = |suffix: &str| {
        let mut name = OsString::from(file);
        name.push(suffix);
        PathBuf::from(name)
    };
    BESIDE.map(name).into_iter()
}

/// Removes a database with the files beside it.
fn remove(file: &Path) -> Result<(), Error> {
    let mut all = beside(file).chain([file.to_owned()]);
    all.try_for_each(|path| remove_file(&path)).map_err(|error| failed(file, &error))
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
