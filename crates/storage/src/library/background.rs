//! Jobs of the queue that this room asks for.

use crate::engine::{Engine, Tx, now};
use crate::error::Error;
use domain::ids::MovieId;
use uuid::Uuid;

/// Puts a job into the queue, under an id that no other job has, unless one of its kind waits there.
pub(crate) fn insert_job(tx: &mut Tx, kind: &str, id: Uuid) -> Result<(), Error> {
    let sql = job_sql(tx, kind, "");
    tx.send(&sql, &[&id])
}

/// Does the same if there is a row for this film, `$2`, in a table of what the job does.
pub(crate) fn insert_job_for(tx: &mut Tx, kind: &str, id: Uuid, (table, movie): (&str, MovieId)) -> Result<(), Error> {
    let sql = job_sql(tx, kind, &format!("AND EXISTS (SELECT 1 FROM {table} WHERE movie_id = $2)"));
    tx.send(&sql, &[&id, &movie])
}

fn job_sql(tx: &Tx, kind: &str, condition: &str) -> String {
    let now = now(tx);
    let uuid = if tx.engine() == Engine::Sqlite { "BLOB" } else { "uuid" };
    format!(
        "INSERT INTO jobs (id, kind, payload, state, created_at, due_at)
         SELECT CAST($1 AS {uuid}), '{kind}', '{{}}', 'queued', {now}, {now}
         WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = '{kind}' AND state = 'queued' AND due_at IS NOT NULL)
             {condition}"
    )
}
