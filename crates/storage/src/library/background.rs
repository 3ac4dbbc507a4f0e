//! Jobs of the queue that this room asks for.

use crate::engine::{Engine, Tx, now};
use crate::error::Error;
use uuid::Uuid;

/// Puts a job into the queue, under an id that no other job has, unless one of its kind waits there.
pub(crate) fn insert_job(tx: &mut Tx, kind: &str, id: Uuid) -> Result<(), Error> {
    let now = now(tx);
    let uuid = if tx.engine() == Engine::Sqlite { "BLOB" } else { "uuid" };
    let sql = format!(
        "INSERT INTO jobs (id, kind, payload, state, created_at, due_at)
         SELECT CAST($1 AS {uuid}), '{kind}', '{{}}', 'queued', {now}, {now}
         WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = '{kind}' AND state = 'queued' AND due_at IS NOT NULL)"
    );
    tx.execute(&sql, &[&id]).map(drop)
}
