//! Taking it back that films were tied to those of the catalogue, a portion of them at a time.

use crate::error::Result;
use crate::jobs::worker::{Context, Kind};
use domain::ids::UserId;
use domain::jobs::Progress;
use storage::Tx;
use storage::jobs::queue::list_payloads;
use storage::library::matches::runs::find_run;
use storage::library::undo::{UNDOING_JOB, undo_next};

/// The job. What comes next stands in the database, so it goes on after a restart.
pub const KIND: Kind = Kind { name: UNDOING_JOB, interval_seconds: None, run: |context| Box::pin(run(context)) };

async fn run(context: Context) -> Result<()> {
    let state = &context.state;
    let mut done = 0;
    loop {
        let now = state.clock.now();
        let Some(count) = state.store.write(move |tx| undo_next(tx, now)).await? else { return Ok(()) };
        done += count;
        context.report(Progress { done, total: None }).await?;
    }
}

/// How many films of an account have been untied so far, while they are.
///
/// # Errors
/// When the database can't be read.
pub fn undone_so_far(tx: &mut Tx, owner: UserId) -> Result<Option<i64>> {
    let run = find_run(tx, owner)?.filter(|run| run.undoing.is_some());
    // A job that was given up has left it open.
    let is_open = run.is_some() && !list_payloads(tx, UNDOING_JOB)?.is_empty();
    Ok(run.filter(|_| is_open).map(|run| run.undone_count))
}
