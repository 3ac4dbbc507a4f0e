//! Filling an empty database with all rows of another one.

use super::Waiter;
use super::digests::{Digester, Summary, summarise};
use super::rows::{self, Field};
use crate::engine::{Engine, Param, Store, Tx, Work};
use crate::error::Error;
use crate::migrate;
use crate::schema::{TABLES, Table};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The most rows that are read and written at once.
const PORTION_ROWS: usize = 64;
/// Bytes of values after which a portion is sent with fewer rows. A row can have more: a picture.
const PORTION_BYTES: usize = 256 * 1024;
/// Portions that have been read and wait to be written.
const WAITING: usize = 2;

/// What the thread that reads tells the one that writes.
enum Message {
    /// Rows of a table.
    Rows(&'static Table, Vec<Vec<Field>>),
    /// That was all of it.
    End(Vec<Summary>),
}

/// Why one of the two threads ended early.
enum Failure {
    Own(Error),
    /// The other one did.
    Other,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}

/// Fills a database that has no accounts with all rows of another one, as they are at one moment. It is one
/// transaction, which is committed when what was written reads the same as what was copied. Both databases have exactly
/// this program's schema.
pub async fn fill(from: &Store, to: &Store) -> Result<Vec<Summary>, Error> {
    let waiter = Waiter::default();
    let goes_on = waiter.watch();
    let (sender, receiver) = sync_channel(WAITING);
    let read = from.run(Work::Snapshot, move |tx| send_all(tx, &sender, &goes_on));
    let write = to.run(Work::Migrate, move |tx| take_all(tx, &receiver));
    match tokio::join!(read, write) {
        (Ok(()), Ok(summaries)) => Ok(summaries),
        (_, Err(Failure::Own(error))) | (Err(Failure::Own(error)), _) => Err(error),
        (_, Err(Failure::Other)) | (Err(Failure::Other), _) => Err(interrupted()),
    }
}

fn interrupted() -> Error {
    Error::Unavailable("it was interrupted".to_owned())
}

fn send_all(tx: &mut Tx, sender: &SyncSender<Message>, goes_on: &dyn Fn() -> bool) -> Result<(), Failure> {
    migrate::check_exact(tx)?;
    let mut summaries = Vec::new();
    for table in TABLES {
        summaries.push(send_table(tx, table, sender, goes_on)?);
    }
    sender.send(Message::End(summaries)).map_err(|_| Failure::Other)
}

fn send_table(
    tx: &mut Tx,
    table: &'static Table,
    sender: &SyncSender<Message>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Summary, Failure> {
    let mut digester = Digester::new(table);
    let (mut portion, mut bytes, mut is_taken) = (Vec::new(), 0, true);
    let read = tx.for_each(&rows::select(table), |row| {
        let fields = rows::read(table, row)?;
        digester.add(&fields);
        bytes += fields.iter().map(rows::size).sum::<usize>();
        portion.push(fields);
        if portion.len() == PORTION_ROWS || bytes >= PORTION_BYTES {
            bytes = 0;
            is_taken = sender.send(Message::Rows(table, std::mem::take(&mut portion))).is_ok();
        }
        if is_taken && goes_on() { Ok(()) } else { Err(interrupted()) }
    });
    if !is_taken || sender.send(Message::Rows(table, portion)).is_err() {
        return Err(Failure::Other);
    }
    read?;
    Ok(digester.finish())
}

fn take_all(tx: &mut Tx, receiver: &Receiver<Message>) -> Result<Vec<Summary>, Failure> {
    migrate::check_exact(tx)?;
    let triggers = disable_triggers(tx)?;
    refuse_accounts(tx)?;
    // What the migrations and the first start of a server have put there.
    for table in TABLES.iter().rev() {
        tx.execute(&format!("DELETE FROM \"{}\"", table.name), &[])?;
    }
    loop {
        match receiver.recv().map_err(|_| Failure::Other)? {
            Message::Rows(table, portion) => write(tx, table, &portion)?,
            Message::End(expected) => {
                check(&expected, &summarise(tx)?)?;
                enable_triggers(tx, &triggers)?;
                return Ok(expected);
            }
        }
    }
}

/// Refuses a database in which somebody has something.
pub fn refuse_accounts(tx: &mut Tx) -> Result<(), Error> {
    if tx.query_one::<i64>("SELECT count(*) FROM users", &[])? == 0 {
        return Ok(());
    }
    let text = "the database that is to be filled has accounts already. Give an empty one";
    Err(Error::Transfer(text.to_owned()))
}

// Statements are kept prepared, so there are two of them for a table.
fn write(tx: &mut Tx, table: &Table, portion: &[Vec<Field>]) -> Result<(), Error> {
    let rows_at_once = if portion.len() == PORTION_ROWS { PORTION_ROWS } else { 1 };
    let sql = rows::insert(table, rows_at_once);
    for rows in portion.chunks(rows_at_once) {
        let params: Vec<&dyn Param> = rows.iter().flatten().map(|field| &**field as &dyn Param).collect();
        tx.execute(&sql, &params).map_err(|error| match error {
            Error::OwnerGone => Error::Transfer(format!("a row of {} refers to a row that isn't there", table.name)),
            other => other,
        })?;
    }
    Ok(())
}

fn check(expected: &[Summary], found: &[Summary]) -> Result<(), Error> {
    match expected.iter().zip(found).find(|(expected, found)| expected != found) {
        None => Ok(()),
        Some((expected, _)) => {
            let table = expected.table;
            let text = format!("what was written to {table} doesn't read the same as what was copied. Nothing is kept");
            Err(Error::Transfer(text))
        }
    }
}

/// Statements that put back what was taken away.
type Triggers = Vec<String>;

const LIST_TRIGGERS_SQLITE: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";

/// Keeps triggers from running: they would note each row as a change of its own, and number it. PostgreSQL can disable
/// them; SQLite has to do without them for a while.
fn disable_triggers(tx: &mut Tx) -> Result<Triggers, Error> {
    let mut triggers = Vec::new();
    match tx.engine() {
        Engine::Sqlite => {
            for (name, sql) in tx.query::<(String, String)>(LIST_TRIGGERS_SQLITE, &[])? {
                tx.batch(&format!("DROP TRIGGER \"{name}\""))?;
                triggers.push(sql);
            }
        }
        Engine::Postgres => {
            for table in TABLES.iter().filter(|table| !table.triggers.postgres.is_empty()) {
                tx.batch(&format!("ALTER TABLE \"{}\" DISABLE TRIGGER USER", table.name))?;
                triggers.push(format!("ALTER TABLE \"{}\" ENABLE TRIGGER USER", table.name));
            }
        }
    }
    Ok(triggers)
}

fn enable_triggers(tx: &mut Tx, triggers: &Triggers) -> Result<(), Error> {
    triggers.iter().try_for_each(|sql| tx.batch(sql))
}
