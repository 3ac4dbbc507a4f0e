//! Why a file can’t be read at all.

use crate::options::Column;
use crate::outcome::FileProblem;
use crate::sink::Stopped;
use serde::{Deserialize, Serialize};
use std::io;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name of the format of most rows.
    pub format: &'static str,
    /// The names of all formats that were found in the file, in the order of the list of formats.
    pub formats: Vec<&'static str>,
    /// How many rows were read.
    pub rows: u64,
}

/// Why a file can’t be read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No format knows it.
    #[error("Movie Tracker doesn’t know this kind of file.")]
    Unrecognised {
        /// What was seen: at most 20 files.
        seen: Vec<Seen>,
    },
    /// Something must be asked first.
    #[error("{0}")]
    Question(Question),
    /// It goes beyond a bound.
    #[error("The file is too large: it has more than {limit} {of}.")]
    TooLarge {
        /// The bound.
        limit: u64,
        /// Of what: `bytes`, `files` or `rows`.
        of: &'static str,
    },
    /// Everything in it is protected by a password.
    #[error("The file is protected by a password. Unpack it, then import it without one.")]
    Encrypted,
    /// It begins like a zip or a spreadsheet, and can’t be opened.
    #[error("The file is damaged and can’t be opened. Download it again.")]
    Damaged,
    /// The receiver ended it.
    #[error("The import was stopped: {0}")]
    Sink(Stopped),
    /// Its bytes can’t be read.
    #[error("The file can’t be read: {0}")]
    Io(#[from] io::Error),
}

/// A file that isn’t known, so that a message can say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its path inside the zip, or the name of the single file.
    pub file: String,
    /// What is wrong with it.
    pub problem: FileProblem,
    /// The names of its columns, or of its first keys; at most 20.
    pub names: Vec<String>,
}

/// What must be asked before a file can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Question {
    /// Whether dates have the day or the month first.
    #[error("Is the day or the month first in these dates?")]
    DayFirst {
        /// The file.
        file: String,
        /// A few of its dates.
        examples: Vec<String>,
    },
    /// What the columns of a table are.
    #[error("What are the columns of this table?")]
    Columns {
        /// The file.
        file: String,
        /// The names of the columns.
        header: Vec<String>,
        /// What each column seems to be.
        guesses: Vec<Column>,
        /// The first rows, to show.
        samples: Vec<Vec<String>>,
    },
}
