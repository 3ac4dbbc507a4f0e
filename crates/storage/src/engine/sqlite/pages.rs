//! Whole database files: copying all pages of one, and checking one that nothing has open.

use super::WAIT;
use super::file::File;
use crate::error::Error;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The pages that are copied before looking whether to go on: 4 MiB.
const PORTION: i32 = 1024;

/// Copies all pages that a connection's transaction sees into a new file, which is of no use before that is done.
pub(super) fn copy(source: &Connection, target: &Path, goes_on: &dyn Fn() -> bool) -> Result<(), Error> {
    if goes_on() {
        File::create(target)?;
        let mut copy = open(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // What breaks off is thrown away.
        copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
        let backup = Backup::new(source, &mut copy)?;
        while goes_on() {
            match backup.step(PORTION)? {
                StepResult::Done => return Ok(()),
                StepResult::More => {}
                _ => return Err(Error::Unavailable("the database is locked".to_owned())),
            }
        }
    }
    Err(Error::Unavailable("it was interrupted".to_owned()))
}

/// Copies the database in a file, as it is at this moment, into a new file. What has it open may go on.
pub fn copy_file(source: &Path, target: &Path, goes_on: &dyn Fn() -> bool) -> Result<(), Error> {
    let connection = open(source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    copy(&connection, target, goes_on)
}

/// Checks a database file that nothing has open, and leaves no other files beside it; gives how many rows its tables
/// have.
pub fn check_file(path: &Path) -> Result<BTreeMap<String, i64>, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::Transfer(format!("{} is damaged: {found}", path.display())));
    }
    let broken = connection.prepare("SELECT \"table\" FROM pragma_foreign_key_check")?.exists([])?;
    if broken {
        return Err(Error::Transfer(format!("{} has rows that refer to rows it lacks", path.display())));
    }
    count_rows(&connection)
}

/// Makes sure that nothing has a database file open, and that nothing stands beside it; gives whether there are accounts
/// in it.
///
/// # Errors
/// [`Error::Unavailable`] when something has it open.
pub fn release(path: &Path) -> Result<bool, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(Duration::ZERO)?;
    let has_users = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'users'";
    let has_accounts = connection.query_row(has_users, [], |row| row.get::<_, i64>(0))? > 0
        && connection.query_row(&count_of("users"), [], |row| row.get::<_, i64>(0))? > 0;
    // Only the last one may do this.
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    Ok(has_accounts)
}

fn count_rows(connection: &Connection) -> Result<BTreeMap<String, i64>, Error> {
    let mut statement = connection.prepare(LIST_TABLES)?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let count = |name: String| {
        let rows = connection.query_row(&count_of(&name), [], |row| row.get(0))?;
        Ok((name, rows))
    };
    names.into_iter().map(count).collect()
}

/// The tables of whatever version of the schema.
pub const LIST_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";

/// How many rows a table has.
pub fn count_of(table: &str) -> String {
    format!("SELECT count(*) FROM \"{table}\"")
}

fn open(path: &Path, access: OpenFlags) -> Result<Connection, Error> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(WAIT)?;
    Ok(connection)
}
