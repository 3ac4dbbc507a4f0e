//! SQLite: one writer, several readers, each connection used by one closure at a time.

mod answer;
mod binding;
mod file;
pub mod pages;
mod together;
mod version;

use self::binding::{bind, with_numbers};
use self::file::{File, Part};
use self::version::check_version;
use super::Work;
use super::answer::Answer;
use super::row::{FromRow, Row};
use super::value::Param;
use crate::error::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Rows};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a closure waits for its connection, and a statement for another process.
const WAIT: Duration = Duration::from_secs(5);
/// How long a migration waits for those of other processes.
const MIGRATION_WAIT: Duration = Duration::from_mins(1);
/// Prepared statements that each connection keeps.
const STATEMENTS: usize = 256;

/// What every connection is set to. `cache_size` is in KiB when negative: what a page of a list
/// touches, times the connections, has to fit a small computer; the operating system caches the
/// rest of the file.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -2000;
    PRAGMA journal_size_limit = 67108864;
";

/// What a connection is set to besides that writes very many rows. With little memory it would write the pages of the
/// indexes again and again.
const SETTINGS_FOR_MANY: &str = "PRAGMA cache_size = -32000;";

/// A database file and the connections to it.
pub struct Sqlite {
    writer: Arc<Connections>,
    readers: Arc<Connections>,
    waiting: Arc<together::Waiting>,
    // Does nothing: SQLite deletes the files beside the database with the last connection, and then
    // they would not be the same any more.
    _anchor: Mutex<Connection>,
}

/// Connections of one kind: at most as many as there are permits, opened when they are needed.
struct Connections {
    file: Arc<File>,
    settings: &'static str,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    /// Whether one of them is taken for long.
    is_long: AtomicBool,
}

impl Sqlite {
    /// Opens the file, and makes it, for its owner's eyes only, when there is none. Blocks.
    pub fn open(path: &Path) -> Result<Self, Error> {
        check_version(rusqlite::version_number())?;
        Self::with_file(File::create(path)?, "")
    }

    /// A database that lives as long as this value: a file in the folder for temporary files,
    /// because readers of SQLite's own in-memory databases wait for the writer. Blocks.
    pub fn open_temporary() -> Result<Self, Error> {
        // Nobody reads it after a loss of power.
        Self::with_file(File::create_temporary()?, "PRAGMA synchronous = OFF;")
    }

    fn with_file(mut file: File, writer_settings: &'static str) -> Result<Self, Error> {
        let anchor = connect(&file, writer_settings)?;
        switch_to_wal(&anchor)?;
        // SQLite opens the files beside it with the first read.
        anchor.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        file.note_parts()?;
        let file = Arc::new(file);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let connections = |count, settings| {
            let (permits, idle) = (Arc::new(Semaphore::new(count)), Mutex::default());
            Arc::new(Connections { file: Arc::clone(&file), settings, permits, idle, is_long: AtomicBool::new(false) })
        };
        Ok(Self {
            writer: connections(1, writer_settings),
            readers: connections(cores + 2, "PRAGMA query_only = ON;"),
            waiting: Arc::default(),
            _anchor: Mutex::new(anchor),
        })
    }

    /// Refuses when the files are not the ones any more that were opened.
    pub fn check_files(&self) -> Result<(), Error> {
        self.writer.file.check(Part::All)
    }

    /// Waits for a connection for this work.
    pub async fn lease(&self, work: Work) -> Result<Lease, Error> {
        let home = if work.only_reads() { &self.readers } else { &self.writer };
        let wait = if work == Work::Migrate { MIGRATION_WAIT } else { WAIT };
        let mut turn = std::pin::pin!(Arc::clone(&home.permits).acquire_owned());
        let mut waited = Duration::ZERO;
        let permit = loop {
            match tokio::time::timeout(wait, &mut turn).await {
                Ok(Ok(permit)) => break permit,
                // It takes long, but not for ever.
                Err(_) if waited < MIGRATION_WAIT && home.is_long.load(Ordering::Relaxed) => waited += wait,
                _ => return Err(Error::Unavailable("too many others are waiting for it".to_owned())),
            }
        };
        Ok(Lease { connection: None, home: Arc::clone(home), work, _permit: permit })
    }
}

/// Opens a connection to a file that is there.
fn connect(file: &File, settings: &str) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(file.path(), flags)?;
    connection.busy_timeout(WAIT)?;
    // A plan is made once for a statement, not again for each value bound to its LIKE.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(settings)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

impl Connections {
    fn open(&self) -> Result<Connection, Error> {
        let connection = connect(&self.file, self.settings)?;
        // It may have been replaced just now.
        self.file.check(Part::All)?;
        Ok(connection)
    }

    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// A connection while one closure has it. Dropped without a commit, it rolls back.
pub struct Lease {
    connection: Option<Connection>,
    home: Arc<Connections>,
    work: Work,
    // Given back after the connection: fields are dropped after `drop` has run.
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    /// Begins the transaction. Blocks.
    pub fn begin(&mut self) -> Result<(), Error> {
        self.home.file.check(if self.work.only_reads() { Part::Database } else { Part::All })?;
        let connection = match self.work {
            // Its own connection: a migration may rebuild a table that others refer to, and that
            // needs the check of foreign keys to wait for the end.
            Work::Migrate => {
                let connection = self.home.open()?;
                connection.busy_timeout(MIGRATION_WAIT)?;
                connection.execute_batch("PRAGMA foreign_keys = OFF")?;
                connection
            }
            // Its own connection: what it keeps in memory goes with it.
            Work::WriteMany => {
                self.home.is_long.store(true, Ordering::Relaxed);
                let connection = self.home.open()?;
                connection.execute_batch(SETTINGS_FOR_MANY)?;
                connection
            }
            _ => self.home.take()?,
        };
        let connection = self.connection.insert(connection);
        let begin = if self.work.only_reads() { "BEGIN" } else { "BEGIN IMMEDIATE" };
        connection.prepare_cached(begin)?.execute([])?;
        Ok(())
    }

    /// Ends the transaction, keeping what it wrote.
    pub fn commit(&mut self) -> Result<(), Error> {
        if self.work == Work::Migrate {
            let broken: Vec<String> =
                self.query("SELECT \"table\" FROM pragma_foreign_key_check", &[], FromRow::from_row)?;
            if let Some(table) = broken.first() {
                return Err(Error::Database(format!("a foreign key of {table} leads nowhere")));
            }
        }
        self.connection()?.prepare_cached("COMMIT")?.execute([])?;
        // What was written to a file that is lost is not acknowledged.
        if self.work.only_reads() { Ok(()) } else { self.home.file.check(Part::All) }
    }

    /// Whether the transaction goes on.
    pub fn is_open(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_autocommit())
    }

    fn connection(&self) -> Result<&Connection, Error> {
        self.connection.as_ref().ok_or_else(|| Error::Database("there is no transaction".to_owned()))
    }

    /// The rows of a statement.
    pub fn query<T>(
        &self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection()?.prepare_cached(&with_numbers(sql))?;
        bind(&mut statement, params)?;
        let mut rows: Rows<'_> = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(&Row::Sqlite(row))?);
        }
        Ok(all)
    }

    /// Gives a closure each row of a statement.
    pub fn for_each(&self, sql: &str, each: impl FnMut(&Row<'_>) -> Result<(), Error>) -> Result<(), Error> {
        self.query(sql, &[], each).map(drop)
    }

    /// Copies all pages, as the transaction sees them, into a new file.
    pub fn copy_pages(&self, target: &Path, goes_on: &dyn Fn() -> bool) -> Result<(), Error> {
        pages::copy(self.connection()?, target, goes_on)
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        let mut statement = self.connection()?.prepare_cached(&with_numbers(sql))?;
        bind(&mut statement, params)?;
        Ok(statement.raw_execute()? as u64)
    }

    /// Runs a statement that somebody typed.
    pub fn answer(&self, sql: &str) -> Result<Answer, Error> {
        answer::answer(self.connection()?, sql)
    }

    /// Runs several statements without parameters.
    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        Ok(self.connection()?.execute_batch(sql)?)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.work == Work::WriteMany {
            self.home.is_long.store(false, Ordering::Relaxed);
        }
        let Some(connection) = self.connection.take() else { return };
        let clean = connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok();
        if clean && !matches!(self.work, Work::Migrate | Work::WriteMany) {
            self.home.put_back(connection);
        }
    }
}

/// Switches the file to write-ahead logging, which stays with the file. While several processes
/// try at once, SQLite turns some away without waiting, so this waits itself.
fn switch_to_wal(connection: &Connection) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match mode.map_err(Error::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Err(Error::Unavailable(_)) if start.elapsed() < MIGRATION_WAIT => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(mode) => {
                let message = "write-ahead logging is not possible here (is it a network file system?)";
                return Err(Error::Database(format!("{message}: the journal mode stays {mode}")));
            }
            Err(error) => return Err(error),
        }
    }
}
