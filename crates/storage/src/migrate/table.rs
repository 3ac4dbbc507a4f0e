//! The table in which a database remembers its migrations.

use super::Migration;
use crate::engine::{Engine, FromRow, Row, Tx};
use crate::error::Error;
use domain::times::Timestamp;

/// A migration as the database remembers it.
pub struct Applied {
    pub version: i64,
    pub name: String,
    pub checksum: String,
    pub at: Timestamp,
    pub compatible: bool,
}

impl FromRow for Applied {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
            at: row.get(3)?,
            compatible: row.get(4)?,
        })
    }
}

// The engines differ in their types.
const CREATE_TABLE_SQLITE: &str = "CREATE TABLE schema_migrations (
    version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL,
    compatible INTEGER NOT NULL DEFAULT FALSE
) STRICT";
const CREATE_TABLE_POSTGRES: &str = "CREATE TABLE schema_migrations (
    version bigint NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL,
    compatible boolean NOT NULL DEFAULT FALSE
)";

// The first databases have no such column.
const ADD_COLUMN_SQLITE: &str = "ALTER TABLE schema_migrations ADD COLUMN compatible INTEGER NOT NULL DEFAULT FALSE";
const ADD_COLUMN_POSTGRES: &str = "ALTER TABLE schema_migrations ADD COLUMN compatible boolean NOT NULL DEFAULT FALSE";

/// Makes the table, or adds the column that it lacks.
pub fn prepare(tx: &mut Tx) -> Result<(), Error> {
    let (create, add) = match tx.engine() {
        Engine::Sqlite => (CREATE_TABLE_SQLITE, ADD_COLUMN_SQLITE),
        Engine::Postgres => (CREATE_TABLE_POSTGRES, ADD_COLUMN_POSTGRES),
    };
    match find_form(tx)? {
        Form::Missing => tx.batch(create),
        Form::First => tx.batch(add),
        Form::Present => Ok(()),
    }
}

/// What there is of the table.
enum Form {
    Missing,
    First,
    Present,
}

// The engines differ in where they list their columns. PostgreSQL's are read as a table: to_regclass
// answers from a cache that does not know yet what another process made while this one waited for
// the lock.
const LIST_COLUMNS_SQLITE: &str = "SELECT name FROM pragma_table_info('schema_migrations')";
const LIST_COLUMNS_POSTGRES: &str =
    "SELECT a.attname::text FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relname = 'schema_migrations' AND n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped";

fn find_form(tx: &mut Tx) -> Result<Form, Error> {
    let list = if tx.engine() == Engine::Sqlite { LIST_COLUMNS_SQLITE } else { LIST_COLUMNS_POSTGRES };
    let columns: Vec<String> = tx.query(list, &[])?;
    Ok(match columns.iter().any(|name| name == "compatible") {
        true => Form::Present,
        false if columns.is_empty() => Form::Missing,
        false => Form::First,
    })
}

const LIST_APPLIED: &str =
    "SELECT version, name, checksum, applied_at, compatible FROM schema_migrations ORDER BY version";
const LIST_APPLIED_FIRST: &str =
    "SELECT version, name, checksum, applied_at, FALSE FROM schema_migrations ORDER BY version";

/// What the database remembers, in order.
pub fn list_applied(tx: &mut Tx) -> Result<Vec<Applied>, Error> {
    match find_form(tx)? {
        Form::Missing => Ok(Vec::new()),
        Form::First => tx.query(LIST_APPLIED_FIRST, &[]),
        Form::Present => tx.query(LIST_APPLIED, &[]),
    }
}

// The database's clock will do: the time is only for people to read.
const INSERT_APPLIED_SQLITE: &str = "INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible)
    VALUES ($1, $2, $3, CAST(unixepoch('subsec') * 1000 AS INTEGER), $4)";
const INSERT_APPLIED_POSTGRES: &str = "INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible)
    VALUES ($1, $2, $3, now(), $4)";

/// Notes that a migration was applied.
pub fn insert_applied(tx: &mut Tx, migration: &Migration, checksum: &str) -> Result<u64, Error> {
    let insert = if tx.engine() == Engine::Sqlite { INSERT_APPLIED_SQLITE } else { INSERT_APPLIED_POSTGRES };
    tx.execute(insert, &[&migration.version, &migration.name, &checksum, &migration.compatible])
}

const DELETE_APPLIED: &str = "DELETE FROM schema_migrations WHERE version = $1";

/// Notes that a migration was taken back.
pub fn delete_applied(tx: &mut Tx, version: i64) -> Result<u64, Error> {
    tx.execute(DELETE_APPLIED, &[&version])
}
