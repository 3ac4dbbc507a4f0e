//! What a format is.

use crate::dates::{Dates, Order};
use crate::files::Files;
use crate::head::{Head, Kind};
use crate::options::Options;
use crate::outcome::FileProblem;
use crate::output::Output;
use crate::sheet;
use crate::stop::Stop;
use crate::table::{CsvRecords, Line, LineRecords, Records, Table, csv_builder};
use crate::xml::Element;

/// A part of a format: the number that the format has for one kind of its files. Files are read in this order.
pub(crate) type Part = u32;

/// What is exported by one service.
pub(crate) trait Format: Sync {
    /// Its name in the API.
    fn name(&self) -> &'static str;
    /// Its name for people.
    fn title(&self) -> &'static str;
    /// Which part of the format the file is, if it is one.
    fn recognise(&self, head: &Head) -> Option<Part>;
    /// The columns with dates (in lower case), whose order of day and month is found out before the file is read.
    fn date_columns(&self) -> &'static [&'static str] {
        &[]
    }
    /// What reads an export with these parts.
    fn reader(&self, parts: &[Part]) -> Box<dyn Reader>;
}

/// Reads the files of one export, one after the other.
pub(crate) trait Reader {
    /// Reads a file.
    fn read(&mut self, input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop>;
}

impl<F: FnMut(&mut Input<'_, '_>, &mut Output<'_>) -> Result<(), Stop>> Reader for F {
    fn read(&mut self, input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
        self(input, out)
    }
}

/// A file that is read. It can be read more than once.
pub(crate) struct Input<'f, 's> {
    pub files: &'f mut Files<'s>,
    pub number: usize,
    /// Which part of the format it is.
    pub part: Part,
    pub head: &'f Head,
}

impl Input<'_, '_> {
    /// The file as a table, from its first row.
    pub fn table(&mut self) -> Result<Table<'_>, Stop> {
        let head = self.head.table().ok_or(FileProblem::Damaged)?;
        let (columns, names) = (head.columns.clone(), head.names.clone());
        let records: Box<dyn Records> = match head.kind {
            Kind::Sheet => return Table::new(self.sheet()?, columns, head.skip),
            Kind::Csv(delimiter) => {
                let (reader, meter) = self.files.read(self.number)?;
                Box::new(CsvRecords::new(reader, &csv_builder(delimiter), meter))
            }
            Kind::Lines => {
                let (reader, meter) = self.files.read(self.number)?;
                Box::new(LineRecords::new(reader, names, meter))
            }
        };
        Table::new(records, columns, head.skip)
    }

    /// The file as a table in which quotes are characters like others.
    pub fn unquoted_table(&mut self) -> Result<Table<'_>, Stop> {
        let head = self.head.table().ok_or(FileProblem::Damaged)?;
        let Kind::Csv(delimiter) = head.kind else { return self.table() };
        let (columns, skip) = (head.columns.clone(), head.skip);
        let (reader, meter) = self.files.read(self.number)?;
        let mut builder = csv_builder(delimiter);
        Table::new(Box::new(CsvRecords::new(reader, builder.quoting(false), meter)), columns, skip)
    }

    fn sheet(&mut self) -> Result<Box<dyn Records + '_>, Stop> {
        sheet::records(self.files.book().ok_or(FileProblem::Damaged)??)
    }

    /// Gives each row of a table. Rows without values are told as such.
    pub fn rows(
        &mut self,
        out: &mut Output<'_>,
        mut row: impl FnMut(Line<'_>, &mut Output<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut table = self.table()?;
        while let Some(line) = table.next()? {
            if line.is_empty() { out.empty(line.number)? } else { row(line, out)? }
        }
        Ok(())
    }

    /// Gives each item of JSON: of the array that the document is, with an empty key, or of the arrays in the object
    /// that it is, each with its key.
    pub fn items(&mut self, mut item: impl FnMut(&str, u64, &str) -> Result<(), Stop>) -> Result<(), Stop> {
        let (reader, meter) = self.files.read(self.number)?;
        crate::json::items(reader, &meter, &mut item)
    }

    /// The same, and the objects in the object, each as the only item of its key.
    pub fn items_and_objects(&mut self, mut item: impl FnMut(&str, u64, &str) -> Result<(), Stop>) -> Result<(), Stop> {
        let (reader, meter) = self.files.read(self.number)?;
        crate::json::items_and_objects(reader, &meter, &mut item)
    }

    /// Gives each element of XML with one of these names, wherever it stands.
    pub fn elements(
        &mut self,
        names: &[&str],
        mut element: impl FnMut(u64, &Element) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let (reader, meter) = self.files.read(self.number)?;
        crate::xml::elements(reader, &meter, names, &mut element)
    }

    /// Whether the day or the month is first in these columns; not known when no date tells.
    pub fn order(&mut self, columns: &[usize]) -> Result<(Order, Vec<String>), Stop> {
        /// The dates that are shown with a question.
        const EXAMPLES: usize = 5;
        let (mut day_first, mut month_first, mut examples) = (0_u64, 0_u64, Vec::new());
        let mut table = self.table()?;
        while let Some(line) = table.next()? {
            for value in columns.iter().map(|column| line.at(*column)) {
                let Some([first, second, _]) = crate::dates::unclear_parts(value) else { continue };
                let is_month = |part: &str| part.parse::<u16>().is_ok_and(|number| number <= 12);
                day_first += u64::from(!is_month(first));
                month_first += u64::from(!is_month(second));
                if examples.len() < EXAMPLES && is_month(first) && is_month(second) && first != second {
                    examples.push(crate::fill::quoted(value));
                }
            }
        }
        let order = match day_first.cmp(&month_first) {
            std::cmp::Ordering::Greater => Order::DayFirst,
            std::cmp::Ordering::Less => Order::MonthFirst,
            std::cmp::Ordering::Equal => Order::Unknown,
        };
        Ok((order, examples))
    }
}

/// What the dates of a file are read by.
pub(crate) fn dates(options: &Options, order: Order) -> Dates {
    Dates { zone: options.time_zone.clone(), today: options.today, order }
}
