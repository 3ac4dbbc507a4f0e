//! Statements that somebody typed.

use crate::engine::{Answer, Cell, Engine, Store, Work};
use crate::error::Error;
use crate::schema::{Kind, kind_of};
use domain::times::Timestamp;
use uuid::Uuid;

/// What a statement may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only read: the engine itself refuses anything else.
    Read,
    /// Also write.
    Write,
}

/// Runs one statement in a transaction, for as long as it takes. Ids, days and moments are given as the API writes
/// them; SQLite's by the names of their columns, for it has no types for them.
///
/// # Errors
/// [`Error::Statement`] says what is wrong with the statement: that it is none, several, has parameters, writes where
/// only reading is allowed, or what the engine doesn't like about it. The text may name values.
pub async fn run(store: &Store, sql: &str, access: Access) -> Result<Answer, Error> {
    let work = if access == Access::Write { Work::WriteTyped } else { Work::ReadTyped };
    if sql.trim_matches(|c: char| c.is_whitespace() || c == ';').is_empty() {
        return Err(Error::Statement("there is no statement".to_owned()));
    }
    let sql = sql.to_owned();
    let mut answer = store.run(work, move |tx| tx.answer(&sql)).await?;
    if store.engine() == Engine::Sqlite {
        let kinds: Vec<Option<Kind>> = answer.columns.iter().map(|name| kind_of(name)).collect();
        for row in &mut answer.rows {
            for (cell, kind) in row.iter_mut().zip(&kinds) {
                if let Some(told) = kind.and_then(|kind| told(cell, kind)) {
                    *cell = told;
                }
            }
        }
    }
    Ok(answer)
}

/// A value of SQLite by its kind, if it can be one of that.
fn told(cell: &Cell, kind: Kind) -> Option<Cell> {
    match (cell, kind) {
        (Cell::Bytes(bytes), Kind::Uuid) => Some(Cell::Text(Uuid::from_slice(bytes).ok()?.to_string())),
        (Cell::Number(number), Kind::Timestamp) => {
            Some(Cell::Text(Timestamp::from_millis(number.parse().ok()?).to_string()))
        }
        (Cell::Number(number), Kind::Bool) if number == "0" || number == "1" => Some(Cell::Bool(number == "1")),
        _ => None,
    }
}
