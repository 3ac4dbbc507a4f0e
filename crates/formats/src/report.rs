//! The report of an import: what became of each row, as a table.

use crate::cells::harmless;

/// A row of an imported file, and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct ReportedRow<'a> {
    /// The file that it stands in.
    pub file: &'a str,
    /// Its line there.
    pub line: u64,
    /// How it names itself.
    pub label: &'a str,
    /// The name of its state.
    pub state: &'a str,
    /// Whether it is imported.
    pub taken: bool,
    /// What there is to say of it.
    pub remarks: &'a str,
}

/// Lines of a report, as CSV (RFC 4180) whose cells no spreadsheet runs.
pub struct Report(csv::Writer<Vec<u8>>);

impl Report {
    /// The first line: what the columns are called.
    pub fn head() -> Self {
        let mut report = Self::more();
        report.write(["file", "line", "label", "state", "taken", "remarks"]);
        report
    }

    /// Further lines.
    pub fn more() -> Self {
        Self(csv::Writer::from_writer(Vec::new()))
    }

    /// Adds a row.
    pub fn row(&mut self, row: &ReportedRow<'_>) {
        let texts = [row.file, row.label, row.remarks].map(harmless);
        let taken = if row.taken { "yes" } else { "no" };
        self.write([&texts[0], &row.line.to_string(), &texts[1], row.state, taken, &texts[2]]);
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        // Writing to memory doesn't fail.
        self.0.into_inner().unwrap_or_default()
    }

    fn write(&mut self, cells: [&str; 6]) {
        let _ = self.0.write_record(cells);
    }
}
