//! Tables as CSV, whose cells no spreadsheet runs.

use super::files::{Buffer, Files};
use crate::cells::harmless;
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes the rows of tables.
pub(super) struct Rows {
    csv: csv::Writer<Buffer>,
    row: Buffer,
}

impl Default for Rows {
    fn default() -> Self {
        let row = Buffer::default();
        let csv = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(row.clone());
        Self { csv, row }
    }
}

impl Rows {
    /// A row, as bytes.
    pub fn bytes(&mut self, cells: &[Cow<'_, str>]) -> io::Result<Vec<u8>> {
        self.csv.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
        self.csv.flush()?;
        Ok(self.row.take())
    }

    /// Writes a row.
    pub fn write(&mut self, files: &mut Files, cells: &[Cow<'_, str>]) -> io::Result<()> {
        let row = self.bytes(cells)?;
        files.write_all(&row)
    }

    /// Writes the names of columns.
    pub fn header(&mut self, files: &mut Files, columns: &[&str]) -> io::Result<()> {
        let cells: Vec<Cow<'_, str>> = columns.iter().map(|column| (*column).into()).collect();
        self.write(files, &cells)
    }
}

/// Something that may not be there, as a cell.
pub(super) fn cell<T: ToString>(value: Option<&T>) -> Cow<'static, str> {
    value.map(T::to_string).unwrap_or_default().into()
}

/// A text that may not be there, as a cell.
pub(super) fn text(value: Option<&String>) -> Cow<'_, str> {
    value.map(String::as_str).unwrap_or_default().into()
}
