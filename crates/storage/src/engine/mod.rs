//! The layer over both engines: a [`Store`] that runs closures in transactions, and the [`Tx`]
//! that they write and read through.

mod postgres;
mod row;
mod sqlite;
mod value;

pub use row::{FromRow, Row};
pub use value::{Column, Param, Value};

use crate::audit_chain;
use crate::error::Error;
use crate::secrets::Keyring;
use domain::audit_events::AuditEvent;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

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
    /// Changes the schema: takes long, and waits long for other processes that do the same.
    Migrate,
}

/// The database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Store {
    inner: Inner,
    keyring: Arc<OnceLock<Keyring>>,
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
        Self { inner, keyring: Arc::default() }
    }

    /// Gives the store the keys of its secrets. The first ones stay.
    pub(crate) fn set_keyring(&self, keyring: Keyring) {
        let _ = self.keyring.set(keyring);
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
    pub async fn glance<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.inner {
            Inner::Sqlite(sqlite) => Lease::Sqlite(sqlite.lease(Work::Read).await?).run(&self.keyring, f),
            Inner::Postgres(_) => self.run(Work::Read, f).await,
        }
    }

    /// Runs a closure in a transaction, on a thread that may block. When the closure gives an
    /// error or panics, nothing of it stays. It runs to its end even when nobody waits for it
    /// any more.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.run(Work::Write, f).await
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
        let keyring = Arc::clone(&self.keyring);
        blocking(move || lease.run(&keyring, f)).await
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

async fn blocking<T, E, F>(f: F) -> Result<T, E>
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

/// A transaction, as long as the closure that was given it runs.
///
/// Statements have `$1 … $n` for their parameters, on both engines.
pub struct Tx {
    lease: Lease,
    failed: bool,
    keyring: Arc<OnceLock<Keyring>>,
    /// Lines for the audit log, which are written last: whoever writes one holds the end of the log until the
    /// transaction ends, and must wait for nothing else meanwhile.
    audit_events: Vec<AuditEvent>,
}

enum Lease {
    Sqlite(sqlite::Lease),
    Postgres(postgres::Lease),
}

impl Lease {
    /// Runs a closure from the beginning to the end of a transaction. Blocks.
    fn run<T, E: From<Error>>(
        self,
        keyring: &Arc<OnceLock<Keyring>>,
        f: impl FnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let keyring = Arc::clone(keyring);
        let mut tx = Tx { lease: self, failed: false, keyring, audit_events: Vec::new() };
        tx.begin()?;
        let value = f(&mut tx)?;
        tx.commit()?;
        Ok(value)
    }
}

/// Does the same with the lease of either engine.
macro_rules! on_either {
    ($self:ident, $lease:ident => $what:expr) => {
        match &mut $self.lease {
            Lease::Sqlite($lease) => $what,
            Lease::Postgres($lease) => $what,
        }
    };
}

impl Tx {
    /// All rows of a statement.
    pub fn query<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Vec<T>, Error> {
        self.query_map(sql, params, T::from_row)
    }

    /// What is made of each row of a statement.
    pub(crate) fn query_map<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let result = on_either!(self, lease => lease.query(sql, params, read));
        self.note(result)
    }

    /// The first row of a statement, if there is any.
    pub fn query_opt<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<Option<T>, Error> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row of a statement that always has one.
    pub fn query_one<T: FromRow>(&mut self, sql: &str, params: &[&dyn Param]) -> Result<T, Error> {
        self.query_opt(sql, params)?.ok_or_else(|| Error::Database("a statement gave no row".to_owned()))
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        let result = on_either!(self, lease => lease.execute(sql, params));
        self.note(result)
    }

    /// Runs several statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let result = on_either!(self, lease => lease.batch(sql));
        self.note(result)
    }

    /// Which database it is.
    pub fn engine(&self) -> Engine {
        match self.lease {
            Lease::Sqlite(_) => Engine::Sqlite,
            Lease::Postgres(_) => Engine::Postgres,
        }
    }

    /// The keys of the database's secrets.
    pub(crate) fn keyring(&self) -> Result<&Keyring, Error> {
        self.keyring.get().ok_or_else(|| Error::Database("the database's secrets were not unlocked".to_owned()))
    }

    /// Adds a line to the audit log when the transaction commits.
    pub(crate) fn note_event(&mut self, event: AuditEvent) {
        self.audit_events.push(event);
    }

    fn begin(&mut self) -> Result<(), Error> {
        on_either!(self, lease => lease.begin())
    }

    fn commit(&mut self) -> Result<(), Error> {
        let events = std::mem::take(&mut self.audit_events);
        if !events.is_empty() {
            audit_chain::append(self, &events)?;
        }
        // PostgreSQL would roll back and call it a success; SQLite would keep the rest.
        if self.failed {
            return Err(Error::Database("a statement failed, and nobody minded".to_owned()));
        }
        on_either!(self, lease => lease.commit())
    }

    fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        self.failed |= result.is_err();
        result
    }
}
