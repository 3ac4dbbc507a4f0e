//! `movietracker query`.

mod formats;
mod table;

use crate::database::DatabaseOptions;
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::io::{self, BufWriter, ErrorKind, Write};
use storage::Answer;
use storage::statements::{self, Access};

/// The options of `query`.
#[derive(Args)]
pub struct QueryOptions {
    /// One SQL statement, such as "SELECT title, year FROM movies".
    #[arg(value_name = "SQL")]
    statement: String,
    /// Let the statement write. Without it, the database refuses any change.
    #[arg(long)]
    write: bool,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// How rows are printed.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table for people; control characters are shown as codes.
    Table,
    /// Comma-separated values with a header; NULL is empty, bytes are hexadecimal.
    Csv,
    /// A JSON array of objects.
    Json,
}

/// Runs the statement and prints what it gives.
pub async fn run(database: &DatabaseOptions, options: QueryOptions) -> Result<()> {
    let store = database.open_existing().await?;
    let access = if options.write { Access::Write } else { Access::Read };
    let answer = statements::run(&store, &options.statement, access).await.map_err(|error| match error {
        storage::Error::Statement(text) if !options.write && text.contains("only reading") => {
            anyhow::anyhow!("{text}; --write allows it")
        }
        other => other.into(),
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = print(&mut out, &answer, options.format).and_then(|()| out.flush());
    match printed {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

fn print(out: &mut impl Write, answer: &Answer, format: Format) -> io::Result<()> {
    if answer.columns.is_empty() {
        // What reads other formats is given no line that is none of theirs.
        return match format {
            Format::Table => writeln!(out, "{}", counted(answer.changed, "changed")),
            Format::Csv => Ok(()),
            Format::Json => writeln!(out, "[]"),
        };
    }
    match format {
        Format::Table => {
            table::print(out, answer)?;
            let count = answer.rows.len() as u64;
            writeln!(out, "{}", counted(count, ""))
        }
        Format::Csv => formats::csv(out, answer),
        Format::Json => formats::json(out, answer),
    }
}

fn counted(count: u64, what: &str) -> String {
    let rows = if count == 1 { "row" } else { "rows" };
    format!("{count} {rows} {what}").trim_end().to_owned()
}
