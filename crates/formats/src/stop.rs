//! Why the reading of a file ends early.

use crate::outcome::FileProblem;
use crate::sink::Stopped;

/// Why the reading of a file ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The receiver wants no more.
    Sink(Stopped),
    /// There are more rows than are read.
    TooManyRows,
    /// The file can't be read further. Others can.
    File(FileProblem),
}

impl From<FileProblem> for Stop {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}
