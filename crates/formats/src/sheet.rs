//! The first sheet of a spreadsheet, as records.

use crate::format::Stop;
use crate::outcome::FileProblem;
use crate::sink::Source;
use crate::table::Records;

pub(crate) fn excel<'a>(_: &'a mut dyn Source) -> Result<Box<dyn Records + 'a>, Stop> {
    Err(FileProblem::Unrecognised.into())
}
pub(crate) fn open_document<'a>(_: &'a mut dyn Source) -> Result<Box<dyn Records + 'a>, Stop> {
    Err(FileProblem::Unrecognised.into())
}
