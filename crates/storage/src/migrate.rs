//! Migrations: how the schema gets from one version of this program to the next, and back.
//!
//! They are SQL files of `migrations/`, carried in the program. A run is one transaction under a
//! lock that holds across processes, so any number of them may start at once.
//!
//! The first line of each way up says whether servers that don't know it go on working beside it
//! (`-- compatible: yes` or `no`). The database remembers that, so an older server stays ready on a
//! newer schema, or refuses it.

mod table;

use self::table::{Applied, list_applied};
use crate::engine::{Engine, Store, Tx, Work};
use crate::error::Error;
use domain::times::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A change of the schema, with its way back.
struct Migration {
    version: i64,
    name: &'static str,
    /// Whether servers that don't know it go on working once it is applied.
    compatible: bool,
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
    /// Whether servers that don't know it go on working once it is applied.
    pub compatible: bool,
    /// Whether this program knows it; if not, a newer one applied it.
    pub known: bool,
}

/// The version of the schema that this program makes.
pub fn newest_version() -> i64 {
    migrations(Engine::Sqlite).last().map_or(0, |migration| migration.version)
}

/// Applies what the database lacks; gives the names of it, in order. Migrations of a newer version
/// that are compatible with this one are left as they are.
///
/// # Errors
/// [`Error::Schema`] for a database of a newer version that is not compatible, or with an edited
/// migration.
pub async fn up(store: &Store) -> Result<Vec<String>, Error> {
    let known = migrations(store.engine());
    // Nothing to do is the usual case, and needs no lock.
    let applied = store.read(list_applied).await?;
    if pending(known, &applied)?.is_empty() {
        for it in newer(known, &applied) {
            tracing::warn!(migration = it.name, "a newer version has changed the schema; this one may go on with it");
        }
        return Ok(Vec::new());
    }
    store
        .run(Work::Migrate, |tx| {
            lock(tx)?;
            let applied = list_applied(tx)?;
            let pending = pending(known, &applied)?;
            if !pending.is_empty() {
                table::prepare(tx)?;
            }
            let is_new = applied.is_empty();
            pending.into_iter().map(|migration| apply(tx, migration, is_new)).collect()
        })
        .await
}

/// Takes back the latest migrations, so many of them; gives their names, the latest first.
/// What only they had room for is lost.
///
/// # Errors
/// [`Error::Schema`] for a database of a newer version, compatible or not, or with an edited migration.
pub async fn down(store: &Store, steps: usize) -> Result<Vec<String>, Error> {
    let known = migrations(store.engine());
    store
        .run(Work::Migrate, move |tx| {
            lock(tx)?;
            let applied = list_applied(tx)?;
            check_checksums(known, &applied)?;
            // Only the newer version has the way back.
            if let Some(it) = newer(known, &applied).next() {
                return Err(unknown(it));
            }
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
    let pending = pending.map(|it| MigrationStatus {
        version: it.version,
        name: it.name.to_owned(),
        applied_at: None,
        compatible: it.compatible,
        known: true,
    });
    let mut all: Vec<_> = pending.collect();
    all.extend(applied.into_iter().map(|it| {
        let ours = known.iter().find(|migration| migration.version == it.version);
        MigrationStatus {
            version: it.version,
            name: it.name,
            applied_at: Some(it.at),
            compatible: ours.map_or(it.compatible, |migration| migration.compatible),
            known: ours.is_some(),
        }
    }));
    all.sort_by_key(|it| it.version);
    Ok(all)
}

/// Checks that the database's files are in place, and that its schema is one this program works with.
///
/// # Errors
/// [`Error::FileLost`] when a file of it was moved, deleted or replaced.
/// [`Error::Schema`] when it is older, edited, or newer and not compatible; the text says what to do.
pub async fn check(store: &Store) -> Result<(), Error> {
    store.check_files()?;
    let known = migrations(store.engine());
    store
        .read(|tx| match pending(known, &list_applied(tx)?)?.first() {
            None => Ok(()),
            Some(first) => Err(lacking(first)),
        })
        .await
}

/// Refuses a schema that is not exactly this program's: rows are then in tables that only one of the two knows.
pub(crate) fn check_exact(tx: &mut Tx) -> Result<(), Error> {
    let (known, applied) = (migrations(tx.engine()), list_applied(tx)?);
    if let Some(it) = newer(known, &applied).next() {
        return Err(unknown(it));
    }
    pending(known, &applied)?.first().map_or(Ok(()), |first| Err(lacking(first)))
}

/// Whether there are tables, and migrations are to be applied to them.
pub(crate) fn has_pending(tx: &mut Tx) -> Result<bool, Error> {
    let applied = list_applied(tx)?;
    Ok(!applied.is_empty() && !pending(migrations(tx.engine()), &applied)?.is_empty())
}

fn lacking(first: &Migration) -> Error {
    Error::Schema(format!(
        "The database lacks the migration {} and what follows it. Run `movietracker migrate up`.",
        first.name
    ))
}

fn migrations(engine: Engine) -> &'static [Migration] {
    match engine {
        Engine::Sqlite => embedded::SQLITE,
        Engine::Postgres => embedded::POSTGRES,
    }
}

/// What of this program's migrations the database lacks. Refuses a database that others were applied
/// to, unless they are compatible and nothing is to be applied beneath them.
fn pending(known: &'static [Migration], applied: &[Applied]) -> Result<Vec<&'static Migration>, Error> {
    check_checksums(known, applied)?;
    let lacks = |migration: &&Migration| applied.iter().all(|it| it.version != migration.version);
    let pending: Vec<_> = known.iter().filter(lacks).collect();
    match newer(known, applied).find(|it| !it.compatible || !pending.is_empty()) {
        Some(it) => Err(unknown(it)),
        None => Ok(pending),
    }
}

/// The migrations that this program doesn't know.
fn newer<'a>(known: &[Migration], applied: &'a [Applied]) -> impl Iterator<Item = &'a Applied> {
    applied.iter().filter(|it| known.iter().all(|migration| migration.version != it.version))
}

fn unknown(it: &Applied) -> Error {
    Error::Schema(format!(
        "The database has the migration {}, which this program does not know: a newer version of Movie Tracker has \
         used it. Start that version, or take the migration back with that version's `movietracker migrate down`, or \
         restore a backup from before.",
        it.name
    ))
}

fn check_checksums(known: &[Migration], applied: &[Applied]) -> Result<(), Error> {
    for migration in known {
        let edited = |it: &&Applied| it.version == migration.version && it.checksum != checksum(migration);
        if let Some(it) = applied.iter().find(edited) {
            return Err(Error::Schema(format!(
                "The migration {} was edited after it was applied to this database as {}. Put its files back as \
                 they were, and write what is to change as a new migration.",
                migration.name, it.name
            )));
        }
    }
    Ok(())
}

/// SHA-256 of the way up, whatever line ends it was checked out with. Its first line, which says
/// whether it is compatible, is left out: that may be corrected.
fn checksum(migration: &Migration) -> String {
    let text = migration.up.replace("\r\n", "\n");
    let digest = Sha256::digest(text.split_once('\n').map_or("", |(_, rest)| rest));
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

fn apply(tx: &mut Tx, migration: &Migration, is_new: bool) -> Result<String, Error> {
    if !is_new {
        tracing::info!(migration = migration.name, "migrating the database");
    }
    run_script(tx, migration.name, migration.up)?;
    table::insert_applied(tx, migration, &checksum(migration))?;
    Ok(migration.name.to_owned())
}

fn take_back(tx: &mut Tx, migration: &Migration) -> Result<String, Error> {
    tracing::info!(migration = migration.name, "taking a migration of the database back");
    run_script(tx, migration.name, migration.down)?;
    table::delete_applied(tx, migration.version)?;
    Ok(migration.name.to_owned())
}

/// What a line of a migration begins with that says what is still to be written.
pub(crate) const BY_HAND: &str = "-- by hand:";

/// Runs the statements of a migration, unless some of them are still to be written.
pub(crate) fn run_script(tx: &mut Tx, name: &str, script: &str) -> Result<(), Error> {
    if let Some(line) = script.lines().find(|line| line.trim_start().starts_with(BY_HAND)) {
        return Err(Error::Schema(format!("The migration {name} is not finished. {line}")));
    }
    tx.batch(script).map_err(|error| match error {
        Error::Database(message) => Error::Database(format!("migration {name}: {message}")),
        other => other,
    })
}
