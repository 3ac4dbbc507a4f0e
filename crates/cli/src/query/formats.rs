//! Rows for other programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use storage::{Answer, Cell};

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("\\x"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Comma-separated values with a header.
pub fn csv(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(&answer.columns)?;
    for row in &answer.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Null => String::new(),
            Cell::Bool(truth) => truth.to_string(),
            Cell::Number(text) | Cell::Text(text) => text.clone(),
            Cell::Bytes(bytes) => hex(bytes),
        }))?;
    }
    writer.flush()
}

/// A list of objects, a line for each. Columns of the same name are numbered.
pub fn json(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let names: Vec<String> = distinct(&answer.columns).iter().map(|name| quoted(name)).collect();
    write!(out, "[")?;
    for (number, row) in answer.rows.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let fields = names.iter().zip(row).map(|(name, cell)| format!("{name}: {}", value(cell)));
        write!(out, "{comma}\n  {{{}}}", fields.collect::<Vec<_>>().join(", "))?;
    }
    writeln!(out, "{}]", if answer.rows.is_empty() { "" } else { "\n" })
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Bool(truth) => truth.to_string(),
        // NaN and infinity are numbers of the database, but not of JSON.
        Cell::Number(text) if serde_json::from_str::<serde_json::Number>(text).is_ok() => text.clone(),
        Cell::Number(text) | Cell::Text(text) => quoted(text),
        Cell::Bytes(bytes) => quoted(&hex(bytes)),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn distinct(columns: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |column: &String| {
        let numbered = (2..).map(|number| format!("{column}_{number}"));
        let name = std::iter::once(column.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = name.unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    columns.iter().map(name).collect()
}
