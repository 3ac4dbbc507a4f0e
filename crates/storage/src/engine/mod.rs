//! The layer over both engines: a [`Store`] that runs closures in transactions, and the [`Tx`]
//! that they write and read through.

mod answer;
mod postgres;
mod replicas;
mod row;
mod sqlite;
mod stored_value;
mod time;
mod tx;
mod value;

pub use answer::{Answer, Cell};
pub use postgres::ReplicaFigures;
pub(crate) use row::Columns;
pub use row::{FromRow, Row};
pub(crate) use sqlite::pages;
pub(crate) use time::{in_seconds, now};
pub use tx::Tx;
pub use value::{Column, Param, Value};

use crate::error::Error;
use crate::sealing::Keyring;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tx::Lease;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a file of our own.
    Sqlite,
    /// PostgreSQL, on a server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgresql",
        })
    }
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Only reads.
    Read,
    /// Writes, too.
    Write,
    /// Writes very many rows: takes long.
    WriteMany,
    /// Reads everything as it is at one moment: takes long.
    Snapshot,
    /// Runs a statement that somebody typed and that only reads: may take long.
    ReadTyped,
    /// Runs one that may write, too.
    WriteTyped,
    /// Changes the schema, or fills a database: takes long, and waits long for other processes that do the same.
    Migrate,
}

impl Work {
    /// Whether nothing is written.
    fn only_reads(self) -> bool {
        matches!(self, Self::Read | Self::Snapshot | Self::ReadTyped)
    }

    /// Whether a statement may take much longer than one that a request waits for.
    fn may_take_long(self) -> bool {
        matches!(self, Self::Migrate | Self::Snapshot | Self::ReadTyped | Self::WriteTyped)
    }
}

/// The database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Store {
    inner: Inner,
    keyring: Arc<RwLock<Option<Arc<Keyring>>>>,
    replicas: Option<Arc<postgres::Replicas>>,
}

#[derive(Clone)]
enum Inner {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

impl Store {
    /// Opens an SQLite file, and makes it when there is none. The folder must exist.
    pub async fn open_sqlite(path: &Path) -> Result<Self, Error> {
        let path = path.to_owned();
        let sqlite = blocking(move || sqlite::Sqlite::open(&path)).await?;
        Ok(Self::new(Inner::Sqlite(Arc::new(sqlite))))
    }

    /// Opens an empty SQLite database that is gone with the last clone of the store: for tests.
    pub async fn open_memory() -> Result<Self, Error> {
        let sqlite = blocking(sqlite::Sqlite::open_temporary).await?;
        Ok(Self::new(Inner::Sqlite(Arc::new(sqlite))))
    }

    /// Opens a PostgreSQL database, `postgresql://user:password@host:port/database`, with at most
    /// so many connections. Of several hosts, separated by commas, the one that accepts writing
    /// is used, also after a failover. `sslmode`, `sslrootcert`, `sslcert` and `sslkey` are those of
    /// PostgreSQL's own programs; without `sslmode`, a server on another machine must have TLS and a
    /// certificate for its name.
    pub async fn open_postgres(url: &str, max_connections: usize) -> Result<Self, Error> {
        let postgres = postgres::Postgres::open(url, max_connections).await?;
        Ok(Self::new(Inner::Postgres(Arc::new(postgres))))
    }

    fn new(inner: Inner) -> Self {
        Self { inner, keyring: Arc::default(), replicas: None }
    }

    /// Gives the store the keys of its secrets, for the transactions that begin from now on.
    pub(crate) fn set_keyring(&self, keyring: Keyring) {
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(keyring));
    }

    /// The keys of its secrets, once they are unlocked.
    pub(crate) fn keyring(&self) -> Option<Arc<Keyring>> {
        self.keyring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs a closure that only reads, on a thread that may block.
    ///
    /// On SQLite all of it sees one moment; on PostgreSQL each statement does.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.run(Work::Read, f).await
    }

    /// Runs a closure that reads a few rows by an index: on SQLite right here, for handing such a
    /// read to another thread costs more than the read. Nothing that scans, counts or searches.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn read_inline<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.inner {
            Inner::Sqlite(sqlite) => Lease::Sqlite(sqlite.lease(Work::Read).await?).run(self.keyring(), f),
            Inner::Postgres(_) => self.run(Work::Read, f).await,
        }
    }

    /// Runs a closure in a transaction, on a thread that may block. When the closure gives an
    /// error or panics, nothing of it stays. It runs to its end even when nobody waits for it
    /// any more.
    ///
    /// On SQLite it may share its commit with others: what it reads of them stays only if its own writes do.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.inner {
            Inner::Sqlite(sqlite) => sqlite.write(self.keyring(), f).await,
            Inner::Postgres(_) => self.run(Work::Write, f).await,
        }
    }

    /// Does as [`Store::write`] for a closure that writes tens of thousands of rows. SQLite gives it more memory, and
    /// others that want to write meanwhile wait for it instead of failing.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn write_many<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.run(Work::WriteMany, f).await
    }

    pub(crate) async fn run<T, E, F>(&self, work: Work, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        // Waiting for a connection is done here, so that a flood of requests does not become a
        // flood of threads.
        let lease = match &self.inner {
            Inner::Sqlite(sqlite) => Lease::Sqlite(sqlite.lease(work).await?),
            Inner::Postgres(postgres) => Lease::Postgres(postgres.lease(work).await?),
        };
        let keyring = self.keyring();
        blocking(move || lease.run(keyring, f)).await
    }

    /// Refuses when a write would be refused because a file of the database was moved, deleted or
    /// replaced.
    pub(crate) fn check_files(&self) -> Result<(), Error> {
        match &self.inner {
            Inner::Sqlite(sqlite) => sqlite.check_files(),
            Inner::Postgres(_) => Ok(()),
        }
    }

    /// Which database it is.
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }
}

/// Runs a closure on a thread that may block.
pub(crate) async fn blocking<T, E, F>(f: F) -> Result<T, E>
where
    F: FnOnce() -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    match tokio::task::spawn_blocking(f).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(Error::Unavailable("the program is being stopped".to_owned()).into()),
    }
}
