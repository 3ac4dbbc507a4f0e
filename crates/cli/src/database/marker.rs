//! The file in the data folder that says that a database was made there.
//!
//! A lost database file would look like a first start without it: an empty database would be made,
//! and with it anybody's first account. (PostgreSQL makes no database by itself; there is no such
//! file for it.)

use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use storage::{Store, migrate};

const NAME: &str = "initialized";
const TEXT: &str = "\
The database of Movie Tracker was made in this folder, as movietracker.db. While this file is here and
the database is not, Movie Tracker doesn't start, and makes no empty database in its place.

If the database is lost, restore it from a backup. To start anew without it, delete this file.
";

/// The file.
pub struct Marker(PathBuf);

impl Marker {
    /// That of a data folder.
    pub fn new(folder: &Path) -> Self {
        Self(folder.join(NAME))
    }

    /// Refuses when there was a database in this file, and there is none now.
    pub fn check_file(&self, database: &Path) -> Result<()> {
        // In this order: another process that starts makes the database before the marker.
        if self.exists()? && !std::fs::metadata(database).is_ok_and(|file| file.len() > 0) {
            bail!(self.lost(database));
        }
        Ok(())
    }

    /// Refuses when there were tables in this file, and there are none now.
    pub async fn check_tables(&self, database: &Path, store: &Store) -> Result<()> {
        if self.exists()? && is_empty(store).await? {
            bail!(self.lost(database));
        }
        Ok(())
    }

    /// Makes the file once the database has tables, and takes it away when they were taken back.
    pub async fn update(&self, store: &Store) -> Result<()> {
        let done = if is_empty(store).await? { self.delete() } else { self.write() };
        done.with_context(|| format!("{} can't be changed", self.0.display()))
    }

    fn exists(&self) -> Result<bool> {
        self.0.try_exists().with_context(|| format!("{} can't be checked", self.0.display()))
    }

    fn write(&self) -> std::io::Result<()> {
        match std::fs::File::create_new(&self.0) {
            Ok(mut file) => file.write_all(TEXT.as_bytes()).and_then(|()| file.sync_all()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn delete(&self) -> std::io::Result<()> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn lost(&self, database: &Path) -> String {
        format!(
            "the database {} is missing or empty, but there was one before. Restore it from a backup. To start anew \
             with an empty database, delete {} first.",
            database.display(),
            self.0.display()
        )
    }
}

async fn is_empty(store: &Store) -> Result<bool> {
    Ok(migrate::status(store).await?.iter().all(|migration| migration.applied_at.is_none()))
}
