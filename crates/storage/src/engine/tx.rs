//! A transaction on either engine.

use super::answer::Answer;
use super::row::{FromRow, Row};
use super::value::Param;
use super::{Engine, postgres, sqlite};
use crate::error::Error;
use crate::sealing::{Keyring, Label};
use std::path::Path;
use std::sync::Arc;

/// A transaction, as long as the closure that was given it runs.
///
/// Statements have `$1 … $n` for their parameters, on both engines.
pub struct Tx {
    lease: Lease,
    /// Why a statement failed, if one did.
    failure: Option<Error>,
    keyring: Option<Arc<Keyring>>,
    last: Vec<Deferred>,
}

/// What is left to do at the end of a transaction.
type Deferred = Box<dyn FnOnce(&mut Tx) -> Result<(), Error>>;

/// A connection of either engine, while one closure has it.
pub enum Lease {
    Sqlite(sqlite::Lease),
    Postgres(postgres::Lease),
}

impl Lease {
    /// Runs a closure from the beginning to the end of a transaction. Blocks.
    pub fn run<T, E: From<Error>>(
        self,
        keyring: Option<Arc<Keyring>>,
        f: impl FnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = Tx::new(self, keyring);
        tx.begin()?;
        let value = tx.complete(f)?;
        tx.commit()?;
        Ok(value)
    }

    /// Runs a closure that only reads. The outer error is that of the database, if it failed; what the closure gave is
    /// of no use then. Blocks.
    pub fn try_read<T, E: From<Error>>(
        self,
        keyring: Option<Arc<Keyring>>,
        f: impl FnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<Result<T, E>, Error> {
        let mut tx = Tx::new(self, keyring);
        tx.begin()?;
        let outcome = tx.complete(f);
        tx.take_failure().map_or(Ok(outcome), Err)
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

    /// Gives a closure the rows of a statement, one after the other: they are never in memory all at once.
    pub(crate) fn for_each(&mut self, sql: &str, each: impl FnMut(&Row<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let result = on_either!(self, lease => lease.for_each(sql, each));
        self.note(result)
    }

    /// Copies all pages of an SQLite database, as this transaction sees them, into a new file.
    pub(crate) fn copy_pages(&mut self, target: &Path, goes_on: &dyn Fn() -> bool) -> Result<(), Error> {
        match &self.lease {
            Lease::Sqlite(lease) => lease.copy_pages(target, goes_on),
            Lease::Postgres(_) => Err(Error::Database("PostgreSQL has no pages to copy".to_owned())),
        }
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

    /// Runs a statement whose outcome nobody reads. PostgreSQL gets it together with the next one that is waited for,
    /// or with the commit: so it costs no round trip of its own, and its error is that one's.
    pub fn send(&mut self, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
        let result = match &mut self.lease {
            Lease::Sqlite(lease) => lease.execute(sql, params).map(drop),
            Lease::Postgres(lease) => lease.send(sql, params),
        };
        self.note(result)
    }

    /// Runs several statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let result = on_either!(self, lease => lease.batch(sql));
        self.note(result)
    }

    /// Runs a statement that somebody typed.
    pub(crate) fn answer(&mut self, sql: &str) -> Result<Answer, Error> {
        let result = on_either!(self, lease => lease.answer(sql));
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
        self.keyring.as_deref().ok_or_else(|| Error::Database("the database's secrets were not unlocked".to_owned()))
    }

    /// Runs a closure right before the transaction commits, after those that were given before: for what takes a
    /// lock that all transactions take, which must wait for nothing else while it is held.
    pub(crate) fn defer(&mut self, last: impl FnOnce(&mut Self) -> Result<(), Error> + 'static) {
        self.last.push(Box::new(last));
    }

    /// Seals a secret for its place.
    pub(crate) fn seal(&self, label: Label<'_>, secret: &[u8]) -> Result<Vec<u8>, Error> {
        self.keyring()?.secret_key.seal(label, secret)
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, label: Label<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let opened = self.keyring()?.secret_key.open(label, sealed);
        opened.ok_or_else(|| Error::Database(format!("a secret ({}) can't be opened with the secret key", label.0)))
    }

    pub(super) fn new(lease: Lease, keyring: Option<Arc<Keyring>>) -> Self {
        Self { lease, failure: None, keyring, last: Vec::new() }
    }

    pub(super) fn begin(&mut self) -> Result<(), Error> {
        on_either!(self, lease => lease.begin())
    }

    /// Runs a closure, and then what it deferred.
    pub(super) fn complete<T, E: From<Error>>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.last.clear();
        let value = f(self)?;
        for last in std::mem::take(&mut self.last) {
            last(self)?;
        }
        // PostgreSQL would roll back and call it a success; SQLite would keep the rest.
        if self.failure.is_some() {
            return Err(Error::Database("a statement failed, and nobody minded".to_owned()).into());
        }
        Ok(value)
    }

    pub(super) fn commit(&mut self) -> Result<(), Error> {
        on_either!(self, lease => lease.commit())
    }

    /// Why a statement failed, if one did; from here on, none did.
    pub(super) fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    /// Whether the transaction goes on: SQLite ends it by itself after some errors.
    pub(super) fn is_open(&self) -> bool {
        match &self.lease {
            Lease::Sqlite(lease) => lease.is_open(),
            Lease::Postgres(_) => true,
        }
    }

    fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            self.failure.get_or_insert_with(|| error.clone());
        }
        result
    }
}
