//! What can go wrong.

use std::path::PathBuf;

/// Why a catalogue can't be built or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file can't be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file isn't what its name says.
    #[error("{}, line {line}: {what}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The line, from 1 on.
        line: u64,
        /// What is wrong, and what to do.
        what: String,
    },
    /// A folder has no dataset.
    #[error("{} has no dataset. It needs title.basics.tsv.gz, as IMDb publishes it, a dump of Wikidata \
             in JSON, or a catalogue that was exported", .0.display())]
    NoDataset(PathBuf),
    /// The catalogue is from a source that forbids it.
    #[error(
        "this catalogue is from IMDb’s datasets, which must not be passed on. Build one from Wikidata to export it"
    )]
    NotPassedOn,
    /// The index can't be written or read.
    #[error("the catalogue: {0}")]
    Index(#[from] rusqlite::Error),
    /// Another process builds one in the same folder.
    #[error("the catalogue is being built already. Wait until that is done")]
    Busy,
    /// Somebody wanted it to stop.
    #[error("it was stopped")]
    Stopped,
}

impl Error {
    /// For a file that can't be read or written.
    pub fn of_file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}
