//! Statements that somebody typed, on PostgreSQL. Their values come as text, for they may be of any type.

use crate::engine::answer::{Answer, Cell, PARAMETERS, SEVERAL, WRITES};
use deadpool_postgres::Object;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

/// What can come instead of an answer.
pub enum Failure {
    /// Something is wrong with the statement.
    Statement(String),
    /// Something else.
    Driver(tokio_postgres::Error),
}

/// Runs one statement.
pub async fn answer(client: &Object, sql: &str) -> Result<Answer, Failure> {
    // Prepared, it says what it gives, and can't be several.
    let statement = client.prepare(sql).await.map_err(explained)?;
    if !statement.params().is_empty() {
        return Err(Failure::Statement(PARAMETERS.to_owned()));
    }
    let types: Vec<&Type> = statement.columns().iter().map(tokio_postgres::Column::type_).collect();
    let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let mut answer = Answer { columns, rows: Vec::new(), changed: 0 };
    let messages = client.simple_query(sql).await.map_err(explained)?;
    for message in messages {
        match message {
            SimpleQueryMessage::Row(row) => {
                let cell = |(index, kind): (usize, &&Type)| row.get(index).map_or(Cell::Null, |text| cell(kind, text));
                answer.rows.push(types.iter().enumerate().map(cell).collect());
            }
            SimpleQueryMessage::CommandComplete(count) => answer.changed = count,
            _ => {}
        }
    }
    Ok(answer)
}

fn cell(kind: &Type, text: &str) -> Cell {
    match *kind {
        Type::BOOL => Cell::Bool(text == "t"),
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID | Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => {
            Cell::Number(text.to_owned())
        }
        Type::BYTEA => {
            text.strip_prefix("\\x").and_then(bytes).map_or_else(|| Cell::Text(text.to_owned()), Cell::Bytes)
        }
        Type::TIMESTAMPTZ => Cell::Text(moment(text).unwrap_or_else(|| text.to_owned())),
        _ => Cell::Text(text.to_owned()),
    }
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok());
    pairs.collect()
}

/// A moment as the API writes it, with more decimals if it has them: the connection's time zone is UTC.
fn moment(text: &str) -> Option<String> {
    let (day, time) = text.strip_suffix("+00")?.split_once(' ')?;
    let (time, decimals) = time.split_once('.').unwrap_or((time, ""));
    Some(format!("{day}T{time}.{decimals:0<3}Z"))
}

/// What is wrong with the statement, in the server's words.
fn explained(error: tokio_postgres::Error) -> Failure {
    let Some(failure) = error.as_db_error() else { return Failure::Driver(error) };
    let is_several = *failure.code() == SqlState::SYNTAX_ERROR && failure.message().contains("multiple commands");
    let class = failure.code().code().get(..2).unwrap_or_default();
    match class {
        _ if is_several => Failure::Statement(SEVERAL.to_owned()),
        "25" if *failure.code() == SqlState::READ_ONLY_SQL_TRANSACTION => Failure::Statement(WRITES.to_owned()),
        // Of data, of constraints, of names and rights.
        "0A" | "21" | "22" | "23" | "25" | "2F" | "42" | "P0" => {
            let hint = failure.hint().map_or(String::new(), |hint| format!(" ({hint})"));
            Failure::Statement(format!("{}{hint}", failure.message()))
        }
        _ => Failure::Driver(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_their_text() {
        assert_eq!(cell(&Type::BYTEA, "\\x00ff"), Cell::Bytes(vec![0, 255]));
        assert_eq!(cell(&Type::BOOL, "f"), Cell::Bool(false));
        for (text, expected) in [
            ("2026-11-23 17:09:11+00", "2026-11-23T17:09:11.000Z"),
            ("2026-11-23 17:09:11.25+00", "2026-11-23T17:09:11.250Z"),
            ("2026-11-23 17:09:11.123456+00", "2026-11-23T17:09:11.123456Z"),
            ("infinity", "infinity"),
        ] {
            assert_eq!(cell(&Type::TIMESTAMPTZ, text), Cell::Text(expected.to_owned()));
        }
    }
}
