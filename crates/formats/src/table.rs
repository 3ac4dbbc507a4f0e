//! Tables: CSV in its many spellings, lines of JSON, and sheets, all read row by row.

use crate::files::{LineEnds, Meter};
use crate::outcome::FileProblem;
use crate::stop::Stop;
use csv::{ByteRecord, StringRecord};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

/// The most columns of a table; what is behind them isn't read.
pub(crate) const MAX_COLUMNS: usize = 200;

/// What gives the records of a table.
pub(crate) trait Records {
    /// Reads the next record; gives the line on which it begins, or none at the end.
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Stop>;
}

/// A table below its header.
pub(crate) struct Table<'a> {
    records: Box<dyn Records + 'a>,
    columns: Vec<String>,
    record: StringRecord,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Line<'t> {
    /// The line on which it begins.
    pub number: u64,
    columns: &'t [String],
    record: &'t StringRecord,
}

impl<'a> Table<'a> {
    /// The table of these records; the first `skip` of them are no rows.
    pub fn new(mut records: Box<dyn Records + 'a>, columns: Vec<String>, skip: usize) -> Result<Self, Stop> {
        let mut record = StringRecord::new();
        for _ in 0..skip {
            records.next(&mut record)?;
        }
        Ok(Self { records, columns, record })
    }

    /// The next row.
    pub fn next(&mut self) -> Result<Option<Line<'_>>, Stop> {
        let number = self.records.next(&mut self.record)?;
        Ok(number.map(|number| Line { number, columns: &self.columns, record: &self.record }))
    }

    /// Takes other names for the columns, for a file with a second header.
    pub fn rename(&mut self, columns: Vec<String>) {
        self.columns = columns;
    }
}

impl<'t> Line<'t> {
    /// The value of the column with that name (in lower case), trimmed; empty if there is none.
    pub fn get(&self, column: &str) -> &'t str {
        self.columns.iter().position(|name| name == column).map_or("", |at| self.at(at))
    }

    /// The value of that column, trimmed; empty if there is none.
    pub fn at(&self, column: usize) -> &'t str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// The first of these columns that isn’t empty.
    pub fn first(&self, columns: &[&str]) -> &'t str {
        columns.iter().map(|column| self.get(column)).find(|value| !value.is_empty()).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.values().all(str::is_empty)
    }

    /// All values, as they are written.
    pub fn raw_values(&self) -> impl Iterator<Item = &'t str> {
        self.record.iter()
    }

    pub fn values(&self) -> impl Iterator<Item = &'t str> {
        self.record.iter().map(str::trim)
    }
}

/// How all CSV is read: with rows of any length, and what is wrong with quotes kept as text.
pub(crate) fn csv_builder(delimiter: u8) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    builder
}

/// Text in UTF-8, or else in Windows-1252, which has a character for every byte.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Records of CSV.
pub(crate) struct CsvRecords<R> {
    reader: csv::Reader<LineEnds<R>>,
    bytes: ByteRecord,
    meter: Rc<Meter>,
}

impl<R: Read> CsvRecords<R> {
    pub fn new(reader: R, builder: &csv::ReaderBuilder, meter: Rc<Meter>) -> Self {
        Self { reader: builder.from_reader(LineEnds::new(reader)), bytes: ByteRecord::new(), meter }
    }
}

impl<R: Read> Records for CsvRecords<R> {
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Stop> {
        self.meter.next_row();
        if !self.reader.read_byte_record(&mut self.bytes).map_err(|_| self.meter.problem())? {
            return Ok(None);
        }
        // The position that comes with a record is before the blank lines above it.
        let inside = self.bytes.as_slice().split(|byte| *byte == b'\n').count();
        let line = self.reader.position().line().saturating_sub(u64::try_from(inside).unwrap_or(0));
        record.clear();
        self.bytes.iter().take(MAX_COLUMNS).for_each(|value| record.push_field(&decode(value)));
        Ok(Some(line))
    }
}

/// Objects of JSON, one on a line.
pub(crate) struct LineRecords<R> {
    reader: BufReader<R>,
    names: Vec<String>,
    line: u64,
    bytes: Vec<u8>,
    meter: Rc<Meter>,
}

impl<R: Read> LineRecords<R> {
    pub fn new(reader: R, names: Vec<String>, meter: Rc<Meter>) -> Self {
        Self { reader: BufReader::new(reader), names, line: 0, bytes: Vec::new(), meter }
    }
}

impl<R: Read> Records for LineRecords<R> {
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Stop> {
        loop {
            self.meter.next_row();
            self.bytes.clear();
            let length = self.reader.read_until(b'\n', &mut self.bytes).map_err(|_| self.meter.problem())?;
            if length == 0 {
                return Ok(None);
            }
            self.line += 1;
            if !self.bytes.trim_ascii().is_empty() {
                break;
            }
        }
        // A line that can't be read is a row without values.
        let object = object(&self.bytes).unwrap_or_default();
        record.clear();
        for name in &self.names {
            record.push_field(&object.get(name).map(plain).unwrap_or_default());
        }
        Ok(Some(self.line))
    }
}

/// The object on a line.
pub(crate) fn object(line: &[u8]) -> Result<Map<String, Value>, FileProblem> {
    serde_json::from_slice(line.trim_ascii()).map_err(|_| FileProblem::Damaged)
}

/// A value as it would be written in a table. Lists have commas between them.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
