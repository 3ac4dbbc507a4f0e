//! The report of an import: a line of CSV for each row.

use anyhow::{Context, Result};
use formats::ReportedRow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A report that is being written.
pub struct Report {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Report {
    /// Begins a report.
    pub fn begin(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| failed(path))?;
        let mut this = Self { file: BufWriter::new(file), path: path.to_owned() };
        this.write(formats::Report::head())?;
        Ok(this)
    }

    /// A row, and what became of it.
    pub fn row(&mut self, row: &ReportedRow<'_>) -> Result<()> {
        let mut line = formats::Report::more();
        line.row(row);
        self.write(line)
    }

    /// Ends the report.
    pub fn finish(mut self) -> Result<()> {
        self.file.flush().with_context(|| failed(&self.path))
    }

    fn write(&mut self, lines: formats::Report) -> Result<()> {
        self.file.write_all(&lines.into_bytes()).with_context(|| failed(&self.path))
    }
}

fn failed(path: &Path) -> String {
    format!("{} can't be written", path.display())
}
