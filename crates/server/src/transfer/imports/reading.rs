//! Reading the file of an import into its rows.

use super::besides::Besides;
use super::chunks::Chunks;
use super::findings::{Findings, column, column_name, from_json, to_json};
use super::grouping::Grouping;
use super::groups::Why;
use crate::clock::Clock;
use crate::error::Result;
use domain::accounts::preferences::Preferences;
use domain::ids::ImportId;
use domain::library::views::{MAX_VIEWS, ViewFields};
use domain::transfer::exports::ExportedView;
use domain::transfer::imports::{Choices, CountedKind, ImportState, ImportedFile, Question, Remark};
use domain::transfer::rows::RowState;
use formats::{Failure, FileReport, List, Options, Outcome, Row, Sink, Stopped};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::transfer::import_rows::{StoredRow, insert_rows};
use storage::transfer::imports::{
    StoredImport, begin_reading, delete_rows, fail_import, find_import_of_job, go_on_reading, move_import,
    update_findings, update_lists,
};
use storage::{Error, Store, Tx};
use tokio::runtime::Handle;

/// The rows that are written at a time.
const PORTION: usize = 1000;
/// The most files that are told of.
const MAX_FILES: usize = 1000;
/// The most bytes of the lists of an import, with their descriptions.
const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// What the reading of an import is told.
#[derive(Clone)]
pub struct Reading {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The import.
    pub id: ImportId,
}

/// What came of reading a file.
enum Read {
    /// All its rows are written.
    Done(Box<Findings>, Option<String>),
    /// Something must be asked.
    Asks(Question),
    /// It can't be read, and why.
    Failed(String),
    /// Somebody else reads it, or nobody should any more.
    Stopped,
}

/// Tells the thread that reads to stop, when this is dropped.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Reading {
    /// Reads the rows of the import, from the start. True when they can be matched with the library now.
    ///
    /// # Errors
    /// When the database can't be read or written; reading can be tried again.
    pub async fn run(&self) -> Result<bool> {
        let (id, now) = (self.id, self.clock.now());
        while self.store.write(move |tx| delete_rows(tx, id)).await? {}
        let begin = move |tx: &mut Tx| Ok::<_, Error>((begin_reading(tx, id, now)?, find_import_of_job(tx, id)?));
        let (Some(version), Some(import)) = self.store.write(begin).await? else { return Ok(false) };
        let stop = StopOnDrop(Arc::default());
        let (reading, stopped) = (self.clone(), Arc::clone(&stop.0));
        let read = tokio::task::spawn_blocking(move || reading.read(&import, version, stopped)).await;
        let read = read.map_err(|error| Error::Database(format!("the reading of an import broke off: {error}")))??;
        self.note(read).await
    }

    /// Reads the file. Blocks.
    fn read(&self, import: &StoredImport, version: i64, stopped: Arc<AtomicBool>) -> Result<Read> {
        let choices: Choices = from_json(&import.choices)?;
        let zone = choices.time_zone.as_deref().and_then(formats::time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let mut options = Options::new(zone, self.clock.today());
        options.day_first = choices.day_first;
        options.columns = choices.columns.map(|names| names.iter().filter_map(|it| column(it)).collect());
        let length = import.byte_count.try_into().unwrap_or(0);
        let mut source = Chunks::new(&self.store, self.id, length);
        let mut rows = Rows::new(self, version, stopped);
        let read = formats::read(&mut source, import.file_name.as_deref(), &options, &mut rows);
        match read {
            Ok(summary) => match rows.finish() {
                Ok(findings) => Ok(Read::Done(Box::new(findings), Some(summary.format.to_owned()))),
                Err(_) if rows.is_over => Ok(Read::Stopped),
                Err(error) => Err(Error::Database(error.to_string()).into()),
            },
            Err(Failure::Question(question)) => Ok(Read::Asks(asked(question))),
            Err(Failure::Sink(_)) if rows.is_over => Ok(Read::Stopped),
            Err(Failure::Sink(error)) => Err(Error::Database(error.to_string()).into()),
            Err(Failure::Io(error)) => Err(Error::Database(error.to_string()).into()),
            Err(Failure::Unrecognised { seen }) => Ok(Read::Failed(unrecognised(&seen))),
            Err(failure) => Ok(Read::Failed(failure.to_string())),
        }
    }

    /// Keeps what came of it.
    async fn note(&self, read: Read) -> Result<bool> {
        let (id, now) = (self.id, self.clock.now());
        match read {
            Read::Stopped => Ok(false),
            Read::Done(findings, format) => {
                let findings = to_json(&*findings)?;
                self.store
                    .write(move |tx| update_findings(tx, id, &findings, format.as_deref(), now))
                    .await
                    .map_err(Into::into)
                    .map(|()| true)
            }
            Read::Asks(question) => {
                let findings = to_json(&Findings { question: Some(question), ..Findings::default() })?;
                let ask = move |tx: &mut Tx| {
                    update_findings(tx, id, &findings, None, now)?;
                    move_import(tx, id, (ImportState::Reading, ImportState::Asking), now)
                };
                self.store.write::<_, Error, _>(ask).await?;
                Ok(false)
            }
            Read::Failed(why) => {
                self.store.write::<_, Error, _>(move |tx| fail_import(tx, id, &why, now)).await?;
                Ok(false)
            }
        }
    }
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

/// Takes rows and writes them in portions.
struct Rows {
    store: Store,
    clock: Clock,
    runtime: Handle,
    import: ImportId,
    version: i64,
    stopped: Arc<AtomicBool>,
    is_over: bool,
    number: i64,
    waiting: Vec<StoredRow>,
    grouping: Grouping,
    kinds: HashMap<&'static str, CountedKind>,
    files: Vec<ImportedFile>,
    besides: Besides,
    list_bytes: usize,
}

impl Rows {
    fn new(reading: &Reading, version: i64, stopped: Arc<AtomicBool>) -> Self {
        Self {
            store: reading.store.clone(),
            clock: reading.clock.clone(),
            runtime: Handle::current(),
            import: reading.id,
            version,
            stopped,
            is_over: false,
            number: 0,
            waiting: Vec::with_capacity(PORTION),
            grouping: Grouping::default(),
            kinds: HashMap::new(),
            files: Vec::new(),
            besides: Besides::default(),
            list_bytes: 0,
        }
    }

    fn count(&mut self, code: &'static str, message: String) -> Remark {
        let remark = Remark { code: code.to_owned(), message };
        let kind = self.kinds.entry(code).or_insert_with(|| CountedKind { remark: remark.clone(), count: 0 });
        kind.count += 1;
        remark
    }

    fn write(&mut self) -> Result<(), Stopped> {
        if self.stopped.load(Ordering::Relaxed) {
            self.is_over = true;
            return Err("the import was stopped".into());
        }
        let rows = std::mem::take(&mut self.waiting);
        let (import, version, done, now) = (self.import, self.version, self.number, self.clock.now());
        let write = move |tx: &mut Tx| {
            let goes_on = go_on_reading(tx, import, version, done, now)?;
            if goes_on {
                insert_rows(tx, import, &rows)?;
            }
            Ok::<_, Error>(goes_on)
        };
        self.is_over = !self.runtime.block_on(self.store.write(write))?;
        if self.is_over { Err("the import was discarded".into()) } else { Ok(()) }
    }

    /// Writes what is left.
    fn finish(&mut self) -> Result<Findings, Stopped> {
        self.write()?;
        let (besides, import) = (serde_json::to_string(&self.besides)?, self.import);
        self.runtime.block_on(self.store.write::<_, Error, _>(move |tx| update_lists(tx, import, &besides)))?;
        let mut kinds: Vec<CountedKind> = self.kinds.drain().map(|(_, kind)| kind).collect();
        kinds.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.remark.code.cmp(&other.remark.code)));
        let (views, has_settings) = (self.besides.views.len() as u64, self.besides.settings.is_some());
        let files = std::mem::take(&mut self.files);
        Ok(Findings { kinds, files, views, has_settings, ..Findings::default() })
    }
}

impl Sink for Rows {
    fn row(&mut self, row: Row) -> Result<(), Stopped> {
        self.number += 1;
        let (state, film, remark, entry) = match row.outcome {
            Outcome::Film(entry) => {
                let film = self.grouping.number(&entry.movie, entry.key.as_deref());
                (RowState::Ready, film, None, Some(serde_json::to_string(&entry)?))
            }
            Outcome::LeftOut(kind) => (RowState::LeftOut, 0, Some(self.count(kind.code(), kind.to_string())), None),
            Outcome::Refused(kind) => (RowState::Refused, 0, Some(self.count(kind.code(), kind.to_string())), None),
        };
        let why = Why { remarks: remark.into_iter().collect(), ..Why::default() };
        let reason = (!why.remarks.is_empty()).then(|| serde_json::to_string(&why)).transpose()?;
        self.waiting.push(StoredRow {
            number: self.number,
            line: row.line.try_into().unwrap_or(i64::MAX),
            state,
            taken: false,
            touched: false,
            movie: None,
            is_new: false,
            film,
            file: row.file.to_string(),
            label: row.text,
            reason,
            entry,
        });
        if self.waiting.len() >= PORTION { self.write() } else { Ok(()) }
    }

    fn list(&mut self, list: List) -> Result<(), Stopped> {
        self.list_bytes += list.name.len() + list.description.as_ref().map_or(0, String::len);
        if self.list_bytes <= MAX_LIST_BYTES {
            self.besides.lists.push(list);
        }
        Ok(())
    }

    fn view(&mut self, view: ViewFields) -> Result<(), Stopped> {
        if self.besides.views.len() < MAX_VIEWS {
            self.besides.views.push(ExportedView { name: view.name, query: view.query });
        }
        Ok(())
    }

    fn settings(&mut self, settings: Preferences) -> Result<(), Stopped> {
        self.besides.settings = Some(settings);
        Ok(())
    }

    fn file(&mut self, report: FileReport) -> Result<(), Stopped> {
        if self.files.len() < MAX_FILES {
            let problem = report.problem.map(|it| Remark { code: it.code().to_owned(), message: it.to_string() });
            let FileReport { file, format, rows, .. } = report;
            self.files.push(ImportedFile { file, format, rows, problem });
        }
        Ok(())
    }
}
