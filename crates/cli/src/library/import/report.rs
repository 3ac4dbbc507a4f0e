//! The report of an import: a line of CSV for each row.

use anyhow::{Context, Result};
use std::fs::File;
use std::path::{Path, PathBuf};

/// A report that is being written.
pub struct Report {
    csv: csv::Writer<File>,
    path: PathBuf,
}

impl Report {
    /// Begins a report.
    pub fn begin(path: &Path) -> Result<Self> {
        let csv = csv::Writer::from_path(path).with_context(|| failed(path))?;
        let mut this = Self { csv, path: path.to_owned() };
        this.write(["file", "line", "label", "state", "remarks"])?;
        Ok(this)
    }

    /// A row, and what became of it.
    pub fn row(&mut self, file: &str, line: &str, label: &str, state: &str, remarks: &str) -> Result<()> {
        // The texts are those of somebody else's file.
        let texts = [file, label, remarks].map(formats::harmless);
        self.write([&*texts[0], line, &*texts[1], state, &*texts[2]])
    }

    /// Ends the report.
    pub fn finish(mut self) -> Result<()> {
        self.csv.flush().with_context(|| failed(&self.path))
    }

    fn write(&mut self, cells: [&str; 5]) -> Result<()> {
        self.csv.write_record(cells).with_context(|| failed(&self.path))
    }
}

fn failed(path: &Path) -> String {
    format!("{} can't be written", path.display())
}
