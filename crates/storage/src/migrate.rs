//! Migrations: how the schema gets from one version of this program to the next, and back.
//!
//! They are SQL files of `migrations/`, carried in the program. A run is one transaction under a
//! lock that holds across processes, so any number of them may start at once.

use crate::engine::{Engine, FromRow, Row, Store, Tx, Work};
use crate::error::Error;
use domain::times::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A change of the schema, with its way back.
struct Migration {
    version: i64,
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

mod embedded {
    use super::Migration;
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// A migration, and whether this database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its number.
    pub version: i64,
    /// Its number and what it does, such as `0001_initial`.
    pub name: String,
    /// When this database got it; nothing when it has yet to.
    pub applied_at: Option<Timestamp>,
}

/// A migration as the database remembers it.
struct Applied {
    version: i64,
    name: String,
    checksum: String,
    at: Timestamp,
}

impl FromRow for Applied {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)?, at: row.get(3)? })
    }
}

/// Applies what the database lacks; gives the names of it, in order.
///
/// # Errors
/// [`Error::Schema`] for a database of a newer version or with an edited migration.
pub async fn up(store: &Store) -> Result<Vec<String>, Error> {
    let known = migrations(store.engine());
    // Nothing to do is the usual case, and needs no lock.
    if store.read(|tx| pending(known, &list_applied(tx)?).map(|pending| pending.is_empty())).await? {
        return Ok(Vec::new());
    }
    store
        .run(Work::Migrate, |tx| {
            lock(tx)?;
            let applied = list_applied(tx)?;
            let pending = pending(known, &applied)?;
            if applied.is_empty() {
                tx.batch(if tx.engine() == Engine::Sqlite { CREATE_TABLE_SQLITE } else { CREATE_TABLE_POSTGRES })?;
            }
            pending.into_iter().map(|migration| apply(tx, migration)).collect()
        })
        .await
}

/// Takes back the latest migrations, so many of them; gives their names, the latest first.
/// What only they had room for is lost.
///
/// # Errors
/// [`Error::Schema`] for a database of a newer version or with an edited migration.
pub async fn down(store: &Store, steps: usize) -> Result<Vec<String>, Error> {
    let known = migrations(store.engine());
    store
        .run(Work::Migrate, move |tx| {
            lock(tx)?;
            let applied = list_applied(tx)?;
            compare(known, &applied)?;
            let is_applied = |migration: &&Migration| applied.iter().any(|it| it.version == migration.version);
            known.iter().rev().filter(is_applied).take(steps).map(|migration| take_back(tx, migration)).collect()
        })
        .await
}

/// All migrations that this program or this database knows of, in order.
pub async fn status(store: &Store) -> Result<Vec<MigrationStatus>, Error> {
    let known = migrations(store.engine());
    let applied = store.read(list_applied).await?;
    let pending = known.iter().filter(|migration| applied.iter().all(|it| it.version != migration.version));
    let pending = pending.map(|it| MigrationStatus { version: it.version, name: it.name.to_owned(), applied_at: None });
    let mut all: Vec<_> = pending.collect();
    all.extend(applied.into_iter().map(|it| MigrationStatus {
        version: it.version,
        name: it.name,
        applied_at: Some(it.at),
    }));
    all.sort_by_key(|it| it.version);
    Ok(all)
}

/// Checks that the schema is the one this program works with.
///
/// # Errors
/// [`Error::Schema`] when it is older, newer or edited; the text says what to do.
pub async fn check(store: &Store) -> Result<(), Error> {
    let known = migrations(store.engine());
    store
        .read(|tx| match pending(known, &list_applied(tx)?)?.first() {
            None => Ok(()),
            Some(first) => Err(Error::Schema(format!(
                "The database lacks the migration {} and what follows it. Run `movietracker migrate up`.",
                first.name
            ))),
        })
        .await
}

fn migrations(engine: Engine) -> &'static [Migration] {
    match engine {
        Engine::Sqlite => embedded::SQLITE,
        Engine::Postgres => embedded::POSTGRES,
    }
}

fn pending(known: &'static [Migration], applied: &[Applied]) -> Result<Vec<&'static Migration>, Error> {
    compare(known, applied)?;
    Ok(known.iter().filter(|migration| applied.iter().all(|it| it.version != migration.version)).collect())
}

/// Refuses a database that other migrations than ours were applied to.
fn compare(known: &[Migration], applied: &[Applied]) -> Result<(), Error> {
    for it in applied {
        let Some(migration) = known.iter().find(|migration| migration.version == it.version) else {
            return Err(Error::Schema(format!(
                "The database has the migration {}, which this program does not know: a newer version of Movie \
                 Tracker has used it. Start that version, or take the migration back with that version's \
                 `movietracker migrate down`, or restore a backup from before.",
                it.name
            )));
        };
        if checksum(migration) != it.checksum {
            return Err(Error::Schema(format!(
                "The migration {} was edited after it was applied to this database as {}. Put its files back as \
                 they were, and write what is to change as a new migration.",
                migration.name, it.name
            )));
        }
    }
    Ok(())
}

/// SHA-256 of the way up, whatever line ends it was checked out with.
fn checksum(migration: &Migration) -> String {
    let digest = Sha256::digest(migration.up.replace("\r\n", "\n"));
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

// SQLite's whole run is a transaction that nobody can write beside. PostgreSQL's needs a lock of
// its own; the number is this program's, and waiting for it has an end.
const LOCK_POSTGRES: &str = "SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(7239843155201)";

fn lock(tx: &mut Tx) -> Result<(), Error> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.batch(LOCK_POSTGRES),
    }
}

// The engines differ in their types, and in where they list their tables. PostgreSQL's is read as a
// table: to_regclass answers from a cache that does not know yet what another process made while
// this one waited for the lock.
const CREATE_TABLE_SQLITE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT";
const CREATE_TABLE_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL
)";
const FIND_TABLE_SQLITE: &str = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
const FIND_TABLE_POSTGRES: &str =
    "SELECT count(*) FROM pg_tables WHERE tablename = 'schema_migrations' AND schemaname = current_schema()";

const LIST_APPLIED: &str = "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version";

fn list_applied(tx: &mut Tx) -> Result<Vec<Applied>, Error> {
    let find = if tx.engine() == Engine::Sqlite { FIND_TABLE_SQLITE } else { FIND_TABLE_POSTGRES };
    if tx.query_one::<i64>(find, &[])? == 0 {
        return Ok(Vec::new());
    }
    tx.query(LIST_APPLIED, &[])
}

// The database's clock will do: the time is only for people to read.
const INSERT_APPLIED_SQLITE: &str = "INSERT INTO schema_migrations (version, name, checksum, applied_at)
    VALUES ($1, $2, $3, CAST(unixepoch('subsec') * 1000 AS INTEGER))";
const INSERT_APPLIED_POSTGRES: &str = "INSERT INTO schema_migrations (version, name, checksum, applied_at)
    VALUES ($1, $2, $3, now())";

fn apply(tx: &mut Tx, migration: &Migration) -> Result<String, Error> {
    tracing::info!(migration = migration.name, "migrating the database");
    tx.batch(migration.up).map_err(|error| in_migration(migration, error))?;
    let insert = if tx.engine() == Engine::Sqlite { INSERT_APPLIED_SQLITE } else { INSERT_APPLIED_POSTGRES };
    tx.execute(insert, &[&migration.version, &migration.name, &checksum(migration)])?;
    Ok(migration.name.to_owned())
}

const DELETE_APPLIED: &str = "DELETE FROM schema_migrations WHERE version = $1";

fn take_back(tx: &mut Tx, migration: &Migration) -> Result<String, Error> {
    tracing::info!(migration = migration.name, "taking a migration of the database back");
    tx.batch(migration.down).map_err(|error| in_migration(migration, error))?;
    tx.execute(DELETE_APPLIED, &[&migration.version])?;
    Ok(migration.name.to_owned())
}

fn in_migration(migration: &Migration, error: Error) -> Error {
    match error {
        Error::Database(message) => Error::Database(format!("migration {}: {message}", migration.name)),
        other => other,
    }
}
