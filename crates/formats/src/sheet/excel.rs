//! Excel’s own format.

use crate::outcome::FileProblem;
use crate::stop::Stop;
use crate::table::{MAX_COLUMNS, Records};
use calamine::{Cell, DataRef, Reader as _, Xlsx, XlsxCellReader};
use csv::StringRecord;
use std::io::{Read, Seek};

/// The records of the first sheet.
pub(super) fn records<R: Read + Seek>(book: &mut Xlsx<R>) -> Result<Box<dyn Records + '_>, Stop> {
    let names = book.sheet_names();
    let first = names.first().ok_or(FileProblem::Damaged)?;
    let cells = book.worksheet_cells_reader(first).map_err(|_| FileProblem::Damaged)?;
    Ok(Box::new(ExcelRecords { cells, next: None, is_at_end: false }))
}

struct ExcelRecords<'f, R: Read + Seek> {
    cells: XlsxCellReader<'f, R>,
    /// The first cell of the next row.
    next: Option<Cell<DataRef<'f>>>,
    /// Behind the end of the sheet, the library finds a damaged file.
    is_at_end: bool,
}

impl<R: Read + Seek> ExcelRecords<'_, R> {
    fn read(&mut self) -> Result<(), Stop> {
        self.next = self.cells.next_cell().map_err(|_| FileProblem::Damaged)?;
        self.is_at_end = self.next.is_none();
        Ok(())
    }
}

impl<R: Read + Seek> Records for ExcelRecords<'_, R> {
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Stop> {
        record.clear();
        if self.next.is_none() && !self.is_at_end {
            self.read()?;
        }
        let Some(row) = self.next.as_ref().map(|cell| cell.get_position().0) else { return Ok(None) };
        while let Some(cell) = self.next.as_ref().filter(|cell| cell.get_position().0 == row) {
            let column = usize::try_from(cell.get_position().1).unwrap_or(usize::MAX);
            if column < MAX_COLUMNS && column >= record.len() {
                while record.len() < column {
                    record.push_field("");
                }
                record.push_field(&text(cell.get_value()));
            }
            self.read()?;
        }
        Ok(Some(u64::from(row) + 1))
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_so) => is_so.to_string(),
        // A number that is no day of Excel's calendar stays a number.
        DataRef::DateTime(time) if time.is_datetime() && (1.0..2_958_466.0).contains(&time.as_f64()) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
