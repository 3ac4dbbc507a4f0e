//! Statements that somebody typed, on SQLite.

use crate::engine::answer::{Answer, Cell, PARAMETERS, SEVERAL, WRITES};
use crate::error::Error;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, ErrorCode};

/// Runs one statement.
pub fn answer(connection: &Connection, sql: &str) -> Result<Answer, Error> {
    let mut batch = Batch::new(connection, sql);
    let nothing = Answer { columns: Vec::new(), rows: Vec::new(), changed: 0 };
    // A comment.
    let Some(mut statement) = batch.next().map_err(explained)? else { return Ok(nothing) };
    // What follows may be wrong by itself as long as the first was not run.
    if !matches!(batch.next(), Ok(None)) {
        return Err(said(SEVERAL));
    }
    if statement.parameter_count() > 0 {
        return Err(said(PARAMETERS));
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let is_reading = statement.readonly();
    let mut rows = Vec::new();
    let mut found = statement.raw_query();
    while let Some(row) = found.next().map_err(explained)? {
        let cell = |index| row.get_ref(index).map(cell);
        rows.push((0..columns.len()).map(cell).collect::<Result<_, _>>().map_err(explained)?);
    }
    drop(found);
    let changed = if is_reading { 0 } else { connection.changes() };
    Ok(Answer { columns, rows, changed })
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Number(number.to_string()),
        ValueRef::Real(number) => Cell::Number(format!("{number:?}")),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_owned()),
    }
}

fn said(text: &str) -> Error {
    Error::Statement(text.to_owned())
}

/// What is wrong with the statement, in SQLite's words.
fn explained(error: rusqlite::Error) -> Error {
    match &error {
        rusqlite::Error::SqliteFailure(failure, _) if failure.code == ErrorCode::ReadOnly => said(WRITES),
        rusqlite::Error::SqlInputError { msg, .. } => Error::Statement(msg.clone()),
        rusqlite::Error::SqliteFailure(failure, Some(message))
            if matches!(failure.code, ErrorCode::ConstraintViolation | ErrorCode::Unknown) =>
        {
            Error::Statement(message.clone())
        }
        _ => error.into(),
    }
}
