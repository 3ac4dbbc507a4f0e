//! Reads what people exported from other services, and writes what they take along.
//!
//! [`read`] takes one file (a zip, or a single file), finds out by its content which service it comes from, and gives
//! each row to a [`Sink`]: a film with what is known of it, a row that was left out, or one that was refused. Rows of
//! several files that speak of the same film stay apart; joining them is up to the receiver, so that memory stays
//! flat. There is no input or output here but the file, and no database.
//!
//! A new format is one file in `services/`, and a line in the list of `services.rs`.
//!
//! [`Export`] writes an account, in our own formats and in those that other services read; it writes to memory, piece by
//! piece.

mod cells;
mod dates;
mod doubt;
mod entry;
mod failure;
mod files;
mod fill;
mod format;
mod head;
mod json;
mod markup;
mod options;
mod outcome;
mod output;
mod pictures;
mod ratings;
mod read;
mod report;
mod services;
mod sheet;
mod sink;
mod stop;
mod table;
mod titles;
mod writing;
mod xml;

pub use cells::harmless;
pub use doubt::Doubt;
pub use entry::{Described, Detail, Entry, List, ListItem, Own, Watch};
pub use failure::{Failure, Question, Seen, Summary};
pub use options::{Column, Limits, Options, time_zone};
pub use outcome::{FileProblem, FileReport, LeftOut, MAX_ROW_TEXT, Outcome, Reason, Row};
pub use pictures::Pictures;
pub use read::read;
pub use report::{Report, ReportedRow};
pub use services::{FormatName, formats};
pub use sink::{Sink, Source, Stopped};
pub use writing::{BACKDROPS, Export, POSTERS, Pass};
