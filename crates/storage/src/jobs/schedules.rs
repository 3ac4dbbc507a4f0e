//! Schedules: jobs that are put into the queue again and again. Times are those of the database.

use super::{params, placeholders};
use crate::engine::{Engine, Param, Tx, in_seconds, now};
use crate::error::Error;
use crate::schema::{Entity, entity, sql};
use domain::ids::JobId;
use domain::jobs::ScheduleInfo;

/// Makes a schedule whose first job is due at once; if it is there already, changes how often it runs, from now on.
pub fn upsert_schedule(tx: &mut Tx, kind: &str, interval_seconds: i64) -> Result<(), Error> {
    let (present, next) = (now(tx), in_seconds(tx, "$2"));
    let sql = format!(
        "INSERT INTO schedules (kind, interval_seconds, next_run_at) VALUES ($1, $2, {present})
         ON CONFLICT (kind) DO UPDATE SET interval_seconds = $2,
            next_run_at = CASE WHEN schedules.next_run_at < {next} THEN schedules.next_run_at ELSE {next} END"
    );
    tx.execute(&sql, &[&kind, &interval_seconds]).map(drop)
}

/// Deletes the schedule of a kind.
pub fn delete_schedule(tx: &mut Tx, kind: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM schedules WHERE kind = $1", &[&kind]).map(drop)
}

/// Deletes the schedules of all other kinds than these; gives how many they were.
pub fn delete_other_schedules(tx: &mut Tx, kinds: &[&str]) -> Result<u64, Error> {
    let sql = format!("DELETE FROM schedules WHERE kind NOT IN ({})", placeholders(1, kinds.len()));
    tx.execute(&sql, &params(kinds))
}

/// Puts a job into the queue for each schedule of these kinds that is due, unless one of its kind still waits or runs.
/// Of many servers that do this at once, one does it.
pub fn run_due_schedules(tx: &mut Tx, kinds: &[&str], mut new_id: impl FnMut() -> JobId) -> Result<(), Error> {
    let (present, next) = (now(tx), in_seconds(tx, "interval_seconds"));
    let sql = format!(
        "UPDATE schedules SET next_run_at = {next} WHERE next_run_at <= {present} AND kind IN ({}) RETURNING kind",
        placeholders(1, kinds.len())
    );
    let due: Vec<String> = tx.query(&sql, &params(kinds))?;
    let sql = format!(
        "INSERT INTO jobs (id, kind, payload, state, created_at, due_at)
         SELECT CAST($1 AS {}), CAST($2 AS text), '{{}}', 'queued', {present}, {present}
         WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = $2 AND due_at IS NOT NULL)",
        if tx.engine() == Engine::Sqlite { "BLOB" } else { "uuid" }
    );
    for kind in due {
        let values: [&dyn Param; 2] = [&new_id(), &kind];
        tx.execute(&sql, &values)?;
    }
    Ok(())
}

/// Makes a schedule due now. False when there is no such schedule.
pub fn run_schedule_now(tx: &mut Tx, kind: &str) -> Result<bool, Error> {
    let sql = format!("UPDATE schedules SET next_run_at = {} WHERE kind = $1", now(tx));
    Ok(tx.execute(&sql, &[&kind])? == 1)
}

entity! {
    ScheduleInfo in SCHEDULES { kind, interval_seconds, next_run_at }
}

const LIST_SCHEDULES: &str = sql!("SELECT ", ScheduleInfo::COLUMNS, " FROM schedules ORDER BY kind");

/// The schedules, by kind.
pub fn list_schedules(tx: &mut Tx) -> Result<Vec<ScheduleInfo>, Error> {
    tx.query(LIST_SCHEDULES, &[])
}
