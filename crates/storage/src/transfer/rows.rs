//! The rows of declared tables on their way from one database to another.

use crate::engine::{Param, Row, Value};
use crate::error::Error;
use crate::schema::{Kind, Table};
use domain::times::{Date, Timestamp};
use std::fmt::Write as _;
use uuid::Uuid;

/// A value on its way, of the kind that its column has.
pub type Field = Box<dyn Param + Send>;

/// Reads all rows of a table by its primary key, which both engines order alike.
pub fn select(table: &Table) -> String {
    format!("SELECT {} FROM \"{}\" ORDER BY {}", columns(table), table.name, quoted(table.primary_key))
}

/// Writes so many rows.
pub fn insert(table: &Table, rows: usize) -> String {
    let mut sql = format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, columns(table));
    let count = table.columns.len();
    for row in 0..rows {
        for column in 0..count {
            let before = match (row, column) {
                (0, 0) => "(",
                (_, 0) => "), (",
                _ => ", ",
            };
            let _ = write!(sql, "{before}${}", row * count + column + 1);
        }
    }
    sql.push(')');
    sql
}

fn columns(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    quoted(&names)
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// The fields of a row that [`select`] gives.
pub fn read(table: &Table, row: &Row<'_>) -> Result<Vec<Field>, Error> {
    table.columns.iter().enumerate().map(|(index, column)| read_field(column.kind, row, index)).collect()
}

fn read_field(kind: Kind, row: &Row<'_>, index: usize) -> Result<Field, Error> {
    Ok(match kind {
        Kind::Uuid => Box::new(row.get::<Option<Uuid>>(index)?),
        Kind::Text => Box::new(row.get::<Option<String>>(index)?),
        Kind::Bytes => Box::new(row.get::<Option<Vec<u8>>>(index)?),
        Kind::Bool => Box::new(row.get::<Option<bool>>(index)?),
        Kind::SmallInt | Kind::Int | Kind::BigInt => Box::new(row.get::<Option<i64>>(index)?),
        Kind::Date => Box::new(row.get::<Option<Date>>(index)?),
        Kind::Timestamp => Box::new(row.get::<Option<Timestamp>>(index)?),
    })
}

/// About how many bytes a field takes.
pub fn size(field: &Field) -> usize {
    match field.value() {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => size_of::<Timestamp>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, TABLES};

    const PEOPLE: Table = Table {
        columns: &[Column::uuid("id"), Column::text("name")],
        primary_key: &["name", "id"],
        ..Table::named("people")
    };

    #[test]
    fn statements_name_all_columns() {
        assert_eq!(select(&PEOPLE), r#"SELECT "id", "name" FROM "people" ORDER BY "name", "id""#);
        assert_eq!(insert(&PEOPLE, 2), r#"INSERT INTO "people" ("id", "name") VALUES ($1, $2), ($3, $4)"#);
    }

    #[test]
    fn tables_come_after_those_that_they_refer_to() {
        for (index, table) in TABLES.iter().enumerate() {
            for reference in table.columns.iter().filter_map(|column| column.references) {
                let before = TABLES.iter().take(index);
                assert!(before.into_iter().any(|other| other.name == reference.table), "{}", table.name);
            }
        }
    }
}
