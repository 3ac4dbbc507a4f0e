//! What a table's content is compared by: the same on both engines.

use super::rows::{self, Field};
use crate::engine::{Tx, Value};
use crate::error::Error;
use crate::schema::{TABLES, Table};
use sha2::{Digest, Sha256};

/// What a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its name.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of all values, row by row.
    pub digest: [u8; 32],
}

/// A summary that grows by row, in the order of the primary key.
pub struct Digester {
    table: &'static str,
    rows: u64,
    hash: Sha256,
}

impl Digester {
    /// That of a table without rows.
    pub fn new(table: &'static Table) -> Self {
        Self { table: table.name, rows: 0, hash: Sha256::new() }
    }

    /// Adds a row.
    pub fn add(&mut self, fields: &[Field]) {
        self.rows += 1;
        for field in fields {
            self.add_value(field.value());
        }
    }

    /// The summary of the rows that were added.
    pub fn finish(self) -> Summary {
        Summary { table: self.table, rows: self.rows, digest: self.hash.finalize().into() }
    }

    // Each begins with what it is, and ends where its length says.
    fn add_value(&mut self, value: Value<'_>) {
        match value {
            Value::Null => self.hash.update([0]),
            Value::Bool(it) => self.hash.update([1, u8::from(it)]),
            Value::Int(number) => self.add_bytes(2, &number.to_be_bytes()),
            Value::Text(text) => self.add_bytes(3, text.as_bytes()),
            Value::Bytes(bytes) => self.add_bytes(4, bytes),
            Value::Uuid(id) => self.add_bytes(5, id.as_bytes()),
            Value::Date(day) => self.add_bytes(6, day.to_string().as_bytes()),
            Value::WatchDate(date) => self.add_bytes(3, date.to_string().as_bytes()),
            Value::Timestamp(moment) => self.add_bytes(7, &moment.as_millis().to_be_bytes()),
        }
    }

    fn add_bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.hash.update([kind]);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }
}

/// The summaries of all tables, in their order.
pub fn summarise(tx: &mut Tx) -> Result<Vec<Summary>, Error> {
    TABLES.iter().map(|table| summarise_table(tx, table)).collect()
}

fn summarise_table(tx: &mut Tx, table: &'static Table) -> Result<Summary, Error> {
    let mut digester = Digester::new(table);
    tx.for_each(&rows::select(table), |row| {
        digester.add(&rows::read(table, row)?);
        Ok(())
    })?;
    Ok(digester.finish())
}
