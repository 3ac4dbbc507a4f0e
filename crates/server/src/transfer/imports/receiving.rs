//! Taking the rows that are read out of a file, and writing them to the database.

use super::besides::Besides;
use super::findings::Findings;
use super::grouping::Grouping;
use super::groups::Why;
use super::recognising::Recogniser;
use crate::clock::Clock;
use ::catalogue::film::Id;
use domain::accounts::preferences::Preferences;
use domain::catalogue::availability::MAX_OWN_SERVICES;
use domain::ids::ImportId;
use domain::library::views::{MAX_VIEWS, ViewFields};
use domain::text::fold;
use domain::transfer::exports::{ExportedDismissal, ExportedView};
use domain::transfer::imports::{CountedKind, ImportedFile, Remark};
use domain::transfer::rows::RowState;
use formats::{FileReport, List, Outcome, Row, Sink, Stopped};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::transfer::import_rows::{StoredRow, insert_rows};
use storage::transfer::imports::go_on_reading;
use storage::{Error, Store, Tx};
use tokio::runtime::Handle;

/// The rows that are written at a time.
const PORTION: usize = 4000;
/// The most files that are told of.
pub const MAX_FILES: usize = 1000;
/// The most bytes of the lists of an import, with their descriptions.
const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// The most films that aren’t to be recommended.
const MAX_DISMISSALS: usize = 20_000;

/// Takes rows and writes them in portions.
pub struct Rows {
    store: Store,
    clock: Clock,
    runtime: Handle,
    import: ImportId,
    version: i64,
    stopped: Arc<AtomicBool>,
    /// Whether somebody else works on the import by now, or nobody should.
    pub is_over: bool,
    number: i64,
    waiting: Vec<StoredRow>,
    grouping: Grouping,
    recogniser: Recogniser,
    kinds: HashMap<&'static str, CountedKind>,
    files: Vec<ImportedFile>,
    besides: Besides,
    list_bytes: usize,
}

impl Rows {
    /// For the reading of an import, in this version.
    pub fn new(
        store: &Store,
        clock: &Clock,
        (import, version): (ImportId, i64),
        stopped: Arc<AtomicBool>,
        recogniser: Recogniser,
    ) -> Self {
        Self {
            store: store.clone(),
            clock: clock.clone(),
            runtime: Handle::current(),
            import,
            version,
            stopped,
            is_over: false,
            number: 0,
            waiting: Vec::with_capacity(PORTION),
            grouping: Grouping::default(),
            recogniser,
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

    /// Writes what is left. Gives what the import has besides films, as it is kept, and what was found.
    pub fn finish(&mut self) -> Result<(String, Findings), Stopped> {
        self.write()?;
        let besides = serde_json::to_string(&self.besides)?;
        let mut kinds: Vec<CountedKind> = self.kinds.drain().map(|(_, kind)| kind).collect();
        kinds.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.remark.code.cmp(&other.remark.code)));
        let (views, has_settings) = (self.besides.views.len() as u64, self.besides.settings.is_some());
        let files = std::mem::take(&mut self.files);
        Ok((besides, Findings { kinds, files, views, has_settings, ..Findings::default() }))
    }
}

impl Sink for Rows {
    fn row(&mut self, row: Row) -> Result<(), Stopped> {
        self.number += 1;
        let (state, film, remark, entry) = match row.outcome {
            Outcome::Film(mut entry) => {
                self.recogniser.complete(&mut entry);
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
            // As nearly all are once they are compared with the library.
            taken: state == RowState::Ready,
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

    fn dismissal(&mut self, dismissal: ExportedDismissal) -> Result<(), Stopped> {
        if self.besides.dismissals.len() < MAX_DISMISSALS && dismissal.catalogue_id.parse::<Id>().is_ok() {
            self.besides.dismissals.push(dismissal.catalogue_id);
        }
        Ok(())
    }

    fn service(&mut self, name: String) -> Result<(), Stopped> {
        let services = &mut self.besides.services;
        if services.len() < MAX_OWN_SERVICES && !services.iter().any(|it| fold(it) == fold(&name)) {
            services.push(name);
        }
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
