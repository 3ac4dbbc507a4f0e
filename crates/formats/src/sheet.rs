//! The first sheet of a spreadsheet, as records. Dates are written as in ISO 8601.

mod excel;
mod open_document;

use crate::files::Book;
use crate::stop::Stop;
use crate::table::Records;

/// The records of the first sheet that has cells.
pub(crate) fn records<'f>(book: Book<'f, '_>) -> Result<Box<dyn Records + 'f>, Stop> {
    match book {
        Book::Excel(book) => excel::records(book),
        Book::OpenDocument(content, meter) => Ok(open_document::records(content, meter)),
    }
}
