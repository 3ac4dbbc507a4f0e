//! Reading the file of an import into its rows.

use super::chunks::Chunks;
use super::findings::{Findings, column, column_name, from_json, to_json};
use super::receiving::Rows;
use super::recognising::Recogniser;
use crate::catalogue_index::CatalogueIndex;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::pictures::Pictures;
use domain::ids::ImportId;
use domain::transfer::imports::{Choices, ImportState, Question};
use formats::{Failure, Options, Stopped};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::transfer::imports::{
    StoredImport, begin_reading, delete_rows, fail_import, find_import_of_job, go_on_reading, move_import,
    update_findings, update_lists,
};
use storage::{Error, Store, Tx};

/// What the reading of an import is told.
#[derive(Clone)]
pub struct Reading {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What prepares its pictures.
    pub pictures: Arc<Pictures>,
    /// The catalogue that its films are recognised in.
    pub catalogue: Arc<CatalogueIndex>,
    /// The import.
    pub id: ImportId,
}

/// The version of an import that is being worked on: any other work on it, or its end, gives it another one.
pub type Version = i64;

/// What came of reading a file.
enum Read {
    /// All its rows are written: what it has besides, what was found, and the format.
    Done(String, Box<Findings>, String),
    /// Something must be asked.
    Asks(Question),
    /// It can't be read, and why.
    Failed(String),
    /// Somebody else reads it, or nobody should any more.
    Stopped,
}

/// Tells the thread that reads to stop, when this is dropped.
pub(super) struct StopOnDrop(pub Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Reading {
    /// Begins to work on the import; None when there is nothing to be read any more.
    ///
    /// # Errors
    /// When the database can't be written; it can be tried again.
    pub async fn begin(&self) -> Result<Option<Version>> {
        let (id, now) = (self.id, self.clock.now());
        Ok(self.store.write::<_, Error, _>(move |tx| begin_reading(tx, id, now)).await?)
    }

    /// Reads the rows of the import, from the start. Gives the version by which they can be matched with the library
    /// now, if they can.
    ///
    /// # Errors
    /// When the database can't be read or written; reading can be tried again.
    pub async fn run(&self) -> Result<Option<Version>> {
        let Some(version) = self.begin().await? else { return Ok(None) };
        let (id, now) = (self.id, self.clock.now());
        // What an earlier reading left behind, which can't add to it any more.
        let forget = move |tx: &mut Tx| {
            let goes_on = go_on_reading(tx, id, version, 0, now)?;
            Ok::<_, Error>((goes_on, goes_on && delete_rows(tx, id)?))
        };
        loop {
            match self.store.write(forget).await? {
                (false, _) => return Ok(None),
                (true, true) => {}
                (true, false) => break,
            }
        }
        let find = move |tx: &mut Tx| find_import_of_job(tx, id);
        let Some(import) = self.store.read::<_, Error, _>(find).await? else { return Ok(None) };
        let stop = StopOnDrop(Arc::default());
        let (reading, stopped) = (self.clone(), Arc::clone(&stop.0));
        let read = tokio::task::spawn_blocking(move || reading.read(&import, version, stopped)).await;
        let read = read.map_err(|error| Error::Database(format!("the reading of an import broke off: {error}")))??;
        self.note(version, read).await
    }

    /// Reads the file. Blocks.
    fn read(&self, import: &StoredImport, version: Version, stopped: Arc<AtomicBool>) -> Result<Read> {
        let choices: Choices = from_json(&import.choices)?;
        let zone = choices.time_zone.as_deref().and_then(formats::time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let mut options = Options::new(zone, self.clock.today());
        options.day_first = choices.day_first;
        options.columns = choices.columns.map(|names| names.iter().filter_map(|it| column(it)).collect());
        let length = import.byte_count.try_into().unwrap_or(0);
        let mut source = Chunks::new(&self.store, self.id, length);
        let recogniser = Recogniser::new(Arc::clone(&self.catalogue), self.clock.today());
        let mut rows = Rows::new(&self.store, &self.clock, (self.id, version), stopped, recogniser);
        let read = formats::read(&mut source, import.file_name.as_deref(), &options, &mut rows);
        match read {
            Ok(summary) => match rows.finish() {
                Ok((besides, findings)) => Ok(Read::Done(besides, Box::new(findings), summary.format.to_owned())),
                Err(_) if rows.is_over => Ok(Read::Stopped),
                Err(error) => Err(cause(error).into()),
            },
            Err(Failure::Question(question)) => Ok(Read::Asks(asked(question))),
            Err(Failure::Sink(_)) if rows.is_over => Ok(Read::Stopped),
            Err(Failure::Sink(error)) => Err(cause(error).into()),
            Err(Failure::Io(error)) => Err(Error::Database(error.to_string()).into()),
            Err(Failure::Unrecognised { seen }) => Ok(Read::Failed(unrecognised(&seen))),
            Err(failure) => Ok(Read::Failed(failure.to_string())),
        }
    }

    /// Keeps what came of it, unless somebody else works on the import by now. Gives the version by which its rows are
    /// matched, if there are any.
    async fn note(&self, version: Version, read: Read) -> Result<Option<Version>> {
        let (id, now) = (self.id, self.clock.now());
        let note = move |tx: &mut Tx| {
            match read {
                Read::Stopped => return Ok(None),
                _ if !go_on_reading(tx, id, version, 0, now)? => return Ok(None),
                Read::Done(besides, findings, format) => {
                    update_lists(tx, id, &besides)?;
                    update_findings(tx, id, &to_json(&*findings)?, Some(&format), now)?;
                    return Ok(begin_reading(tx, id, now)?);
                }
                Read::Asks(question) => {
                    let findings = Findings { question: Some(question), ..Findings::default() };
                    update_findings(tx, id, &to_json(&findings)?, None, now)?;
                    move_import(tx, id, (ImportState::Reading, ImportState::Asking), now)?;
                }
                Read::Failed(why) => {
                    fail_import(tx, id, &why, now)?;
                }
            }
            Ok::<_, ApiError>(None)
        };
        self.store.write(note).await
    }
}

/// What the database said, where that is what stopped the reading.
fn cause(error: Stopped) -> Error {
    error.downcast().map_or_else(|error| Error::Database(error.to_string()), |error| *error)
}

/// What to say of a file that no format knows.
fn unrecognised(seen: &[formats::Seen]) -> String {
    let mut text = "Movie Tracker doesn’t know this kind of file.".to_owned();
    if let Some(first) = seen.iter().find(|it| !it.names.is_empty()) {
        let _ = write!(text, " “{}” has the columns {}.", first.file, first.names.join(", "));
    }
    text.push_str(" Bring the file as you downloaded it, or a table (CSV, TSV, xlsx or ods) with a column of titles.");
    text
}

fn asked(question: formats::Question) -> Question {
    match question {
        formats::Question::DayFirst { file, examples } => Question::DayFirst { file, examples },
        formats::Question::Columns { file, header, guesses, samples } => {
            let guesses = guesses.iter().map(|column| column_name(*column)).collect();
            Question::Columns { file, header, guesses, samples }
        }
    }
}
