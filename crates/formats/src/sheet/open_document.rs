//! OpenDocument, as LibreOffice saves it. The library for Excel's format reads this one, too, but it builds the whole
//! sheet in memory, with all its repeated cells.

use crate::files::Meter;
use crate::outcome::FileProblem;
use crate::stop::Stop;
use crate::table::{MAX_COLUMNS, Records};
use csv::StringRecord;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufReader, Read};
use std::rc::Rc;

/// The most bytes of a value that is repeated.
const MAX_REPEATED: usize = 1000;

/// The records of the first sheet.
pub(super) fn records<'f>(content: Box<dyn Read + 'f>, meter: Rc<Meter>) -> Box<dyn Records + 'f> {
    let reader = Reader::from_reader(BufReader::with_capacity(32 * 1024, content));
    Box::new(DocumentRecords { reader, meter, buffer: Vec::new(), row: 0, repeats: 0, values: Vec::new() })
}

struct DocumentRecords<R> {
    reader: Reader<R>,
    meter: Rc<Meter>,
    buffer: Vec<u8>,
    /// The number of the row that was given last.
    row: u64,
    /// How often that row is to be given again.
    repeats: u64,
    values: Vec<String>,
}

/// A cell that is open.
#[derive(Default)]
struct Open {
    value: String,
    text: String,
    repeats: usize,
    is_in_text: bool,
}

impl<R: Read> Records for DocumentRecords<BufReader<R>> {
    fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, Stop> {
        if self.repeats > 0 {
            self.repeats -= 1;
        } else {
            loop {
                let Some(times) = self.read_row()? else { return Ok(None) };
                if self.values.iter().any(|value| !value.is_empty()) {
                    self.repeats = times - 1;
                    break;
                }
                self.row = self.row.saturating_add(times);
            }
        }
        self.row = self.row.saturating_add(1);
        record.clear();
        self.values.iter().for_each(|value| record.push_field(value));
        Ok(Some(self.row))
    }
}

impl<R: Read> DocumentRecords<BufReader<R>> {
    /// Reads the next row; gives how many times it stands there, or none at the end of the sheet.
    fn read_row(&mut self) -> Result<Option<u64>, Stop> {
        self.meter.next_row();
        self.values.clear();
        let mut times = None;
        let mut cell: Option<Open> = None;
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| self.meter.problem())?;
            match event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "table-row" => times = Some(repeats(&start, "table:number-rows-repeated")),
                    "table-cell" | "covered-table-cell" if times.is_some() => cell = Some(open(&start)),
                    "p" => {
                        if let Some(cell) = &mut cell {
                            cell.text.push_str(if cell.text.is_empty() { "" } else { "\n" });
                            cell.is_in_text = true;
                        }
                    }
                    _ => {}
                },
                Event::Empty(start) => match start.local_name().as_ref() {
                    "table-row" => return Ok(Some(repeats(&start, "table:number-rows-repeated"))),
                    "table-cell" | "covered-table-cell" if times.is_some() => push(&mut self.values, open(&start)),
                    "s" => cell.iter_mut().for_each(|cell| cell.text.push(' ')),
                    _ => {}
                },
                Event::Text(text) => {
                    cell.iter_mut().filter(|cell| cell.is_in_text).for_each(|cell| cell.text.push_str(&text));
                }
                Event::GeneralRef(reference) => {
                    let text = crate::xml::resolve(&reference);
                    cell.iter_mut().filter(|cell| cell.is_in_text).for_each(|cell| cell.text.push_str(&text));
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => {
                        cell.take().into_iter().for_each(|cell| push(&mut self.values, cell));
                    }
                    "p" => cell.iter_mut().for_each(|cell| cell.is_in_text = false),
                    "table-row" if times.is_some() => return Ok(times),
                    "table" => return Ok(None),
                    _ => {}
                },
                Event::Eof => return Err(FileProblem::Damaged.into()),
                _ => {}
            }
        }
    }
}

fn open(start: &BytesStart<'_>) -> Open {
    let columns = repeats(start, "table:number-columns-repeated");
    let value = match attribute(start, "office:value-type").as_str() {
        "date" => attribute(start, "office:date-value").trim_end_matches("T00:00:00").to_owned(),
        "float" | "percentage" | "currency" => attribute(start, "office:value"),
        "boolean" => attribute(start, "office:boolean-value"),
        _ => String::new(),
    };
    Open { value, repeats: usize::try_from(columns).unwrap_or(usize::MAX), ..Open::default() }
}

/// Adds a cell, as often as it stands there.
fn push(values: &mut Vec<String>, cell: Open) {
    let value = if cell.value.is_empty() { cell.text } else { cell.value };
    // Nobody repeats a long text; many copies of it would only fill the memory.
    let repeats = if value.len() > MAX_REPEATED { 1 } else { cell.repeats };
    let count = repeats.min(MAX_COLUMNS.saturating_sub(values.len()));
    values.extend(std::iter::repeat_n(value, count));
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

fn repeats(start: &BytesStart<'_>, name: &str) -> u64 {
    attribute(start, name).parse::<u64>().unwrap_or(1).max(1)
}
