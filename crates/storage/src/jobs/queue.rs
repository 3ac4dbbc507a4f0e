//! The queue of jobs that the servers of a database share. Times are those of the database: the clocks of servers may
//! differ, and a lease must not.

use super::{params, placeholders};
use crate::engine::{Engine, Param, Tx, in_seconds, now};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order, PORTION};
use crate::schema::{Entity, entity, sql};
use domain::ids::JobId;
use domain::jobs::{JobInfo, JobState, JobsQuery, MAX_ATTEMPTS, MAX_ERROR, Progress};
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use uuid::Uuid;

/// A job that a worker has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// What the work needs to know, as JSON.
    pub payload: String,
    /// How often it was begun, this time included.
    pub attempts: i64,
}

entity! {
    Job in JOBS { id, kind, payload, attempts }
}

/// Puts a job into the queue, to be begun at once.
pub fn insert_job(tx: &mut Tx, id: JobId, kind: &str, payload: &str) -> Result<(), Error> {
    let now = now(tx);
    let sql = format!(
        "INSERT INTO jobs (id, kind, payload, state, created_at, due_at) VALUES ($1, $2, $3, 'queued', {now}, {now})"
    );
    tx.execute(&sql, &[&id, &kind, &payload]).map(drop)
}

/// Whether a job of these kinds, or a schedule, is due. Cheap: what a worker without work asks again and again.
pub fn is_any_due(tx: &mut Tx, kinds: &[&str]) -> Result<bool, Error> {
    let (now, kinds_listed) = (now(tx), placeholders(1, kinds.len()));
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE due_at <= {now} AND kind IN ({kinds_listed}))
            OR EXISTS (SELECT 1 FROM schedules WHERE next_run_at <= {now} AND kind IN ({kinds_listed}))"
    );
    tx.query_one(&sql, &params(kinds))
}

/// Takes the job of these kinds that has been due longest, for so many seconds: one that waits, or one whose worker
/// hasn't been heard of. No two workers get the same.
pub fn claim_job(tx: &mut Tx, worker: Uuid, kinds: &[&str], lease_seconds: i64) -> Result<Option<Job>, Error> {
    give_up_lost_jobs(tx)?;
    let (now, lease, kinds_listed) = (now(tx), in_seconds(tx, "$2"), placeholders(3, kinds.len()));
    // SQLite has one writer. On PostgreSQL, workers pass over the rows that others are taking.
    let skip = if tx.engine() == Engine::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE jobs SET state = 'running', worker = $1, due_at = {lease}, started_at = {now}, attempts = attempts + 1
         WHERE id = (SELECT id FROM jobs WHERE due_at <= {now} AND kind IN ({kinds_listed})
             ORDER BY due_at, id LIMIT 1 {skip})
         RETURNING {}",
        Job::COLUMNS
    );
    let mut values: Vec<&dyn Param> = vec![&worker, &lease_seconds];
    values.extend(params(kinds));
    tx.query_opt(&sql, &values)
}

/// Jobs whose servers died with them each time are not begun for ever.
fn give_up_lost_jobs(tx: &mut Tx) -> Result<(), Error> {
    let now = now(tx);
    let sql = format!(
        "UPDATE jobs SET state = 'failed', worker = NULL, due_at = NULL, finished_at = {now},
            error = 'The server stopped while it worked on this job.'
         WHERE state = 'running' AND due_at <= {now} AND attempts >= $1"
    );
    tx.execute(&sql, &[&MAX_ATTEMPTS]).map(drop)
}

const LIST_PAYLOADS: &str = "SELECT payload FROM jobs WHERE kind = $1 AND due_at IS NOT NULL";

/// What the jobs of a kind that wait or run need to know, as JSON.
pub fn list_payloads(tx: &mut Tx, kind: &str) -> Result<Vec<String>, Error> {
    tx.query(LIST_PAYLOADS, &[&kind])
}

/// Prolongs the lease, and notes how far the job is if that is given. False when the worker has the job no longer: then
/// it must stop.
pub fn renew_lease(
    tx: &mut Tx,
    (id, worker): (JobId, Uuid),
    lease_seconds: i64,
    progress: Option<Progress>,
) -> Result<bool, Error> {
    let lease = in_seconds(tx, "$3");
    let (set, mut values): (&str, Vec<&dyn Param>) = ("", vec![&id, &worker, &lease_seconds]);
    let set = match &progress {
        Some(progress) => {
            values.extend([&progress.done as &dyn Param, &progress.total]);
            ", progress_done = $4, progress_total = $5"
        }
        None => set,
    };
    let sql = format!("UPDATE jobs SET due_at = {lease}{set} WHERE id = $1 AND worker = $2");
    Ok(tx.execute(&sql, &values)? == 1)
}

/// Notes that a job is done. False when the worker has it no longer.
pub fn finish_job(tx: &mut Tx, id: JobId, worker: Uuid) -> Result<bool, Error> {
    let sql = format!(
        "UPDATE jobs SET state = 'done', worker = NULL, due_at = NULL, finished_at = {}, error = NULL
         WHERE id = $1 AND worker = $2",
        now(tx)
    );
    Ok(tx.execute(&sql, &[&id, &worker])? == 1)
}

/// Notes that a job failed, and why: it is tried again in so many seconds, or given up when it was tried
/// [`MAX_ATTEMPTS`] times. False when the worker has it no longer.
pub fn fail_job(tx: &mut Tx, job: &Job, worker: Uuid, error: &str, retry_seconds: i64) -> Result<bool, Error> {
    let error: String = error.chars().take(MAX_ERROR).collect();
    if job.attempts >= MAX_ATTEMPTS {
        let sql = format!(
            "UPDATE jobs SET state = 'failed', worker = NULL, due_at = NULL, finished_at = {}, error = $3
             WHERE id = $1 AND worker = $2",
            now(tx)
        );
        return Ok(tx.execute(&sql, &[&job.id, &worker, &error])? == 1);
    }
    let sql = format!(
        "UPDATE jobs SET state = 'queued', worker = NULL, due_at = {}, error = $3 WHERE id = $1 AND worker = $2",
        in_seconds(tx, "$4")
    );
    Ok(tx.execute(&sql, &[&job.id, &worker, &error, &retry_seconds])? == 1)
}

/// Puts a job back that was begun, as if it had not been: its server stops. False when the worker has it no longer.
pub fn hand_back_job(tx: &mut Tx, id: JobId, worker: Uuid) -> Result<bool, Error> {
    let sql = format!(
        "UPDATE jobs SET state = 'queued', worker = NULL, due_at = {}, attempts = attempts - 1
         WHERE id = $1 AND worker = $2",
        now(tx)
    );
    Ok(tx.execute(&sql, &[&id, &worker])? == 1)
}

/// Puts a job that was given up back into the queue, to be begun at once. False when there is no such job.
pub fn retry_job(tx: &mut Tx, id: JobId) -> Result<bool, Error> {
    let sql = format!(
        "UPDATE jobs SET state = 'queued', due_at = {}, attempts = 0, finished_at = NULL
         WHERE id = $1 AND state = 'failed'",
        now(tx)
    );
    Ok(tx.execute(&sql, &[&id])? == 1)
}

entity! {
    Progress in JOBS { done = progress_done, total = progress_total }
}

entity! {
    JobInfo in JOBS {
        id, kind, state, progress: Progress, attempts, error, created_at, started_at, finished_at, due_at,
    }
}

impl Item for JobInfo {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

const FIND_JOB: &str = sql!("SELECT ", JobInfo::COLUMNS, " FROM jobs WHERE id = $1");

/// The job of this id.
pub fn find_job(tx: &mut Tx, id: JobId) -> Result<Option<JobInfo>, Error> {
    tx.query_opt(FIND_JOB, &[&id])
}

/// The newest job of these kinds.
pub fn find_latest_job(tx: &mut Tx, kinds: &[&str]) -> Result<Option<JobInfo>, Error> {
    let sql = format!(
        "SELECT {} FROM jobs WHERE kind IN ({}) ORDER BY created_at DESC, id DESC LIMIT 1",
        JobInfo::COLUMNS,
        placeholders(1, kinds.len())
    );
    tx.query_opt(&sql, &params(kinds))
}

/// The jobs, the newest first.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is none of this list.
pub fn list_jobs(tx: &mut Tx, query: &JobsQuery, page: &PageQuery) -> Result<Page<JobInfo>, Error> {
    let state = query.state.map(JobState::as_str);
    let (from, params): (&str, Vec<&dyn Param>) = match &state {
        Some(state) => ("FROM jobs WHERE jobs.state = $1", vec![state]),
        None => ("FROM jobs WHERE 1 = 1", Vec::new()),
    };
    let listing = Listing {
        name: state.unwrap_or("jobs"),
        total: None,
        from,
        id: "jobs.id",
        order: Order { key: "jobs.created_at", kind: KeyKind::Moment, floor: None, descending: true },
        params: &params,
        joined: None,
    };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {from}"), &params))
}

const DELETE_FINISHED: &str = "DELETE FROM jobs
    WHERE id IN (SELECT id FROM jobs WHERE finished_at < $1 LIMIT $2) AND finished_at < $1";

/// Forgets the jobs that ended before a moment; gives how many, [`PORTION`] at the most.
pub fn delete_finished_jobs(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_FINISHED, &[&before, &PORTION])
}
