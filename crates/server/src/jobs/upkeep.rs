//! What each server does for itself once an hour, however many there are.

use crate::error::Result;
use crate::state::State;
use std::time::Duration;
use storage::users;

const INTERVAL: Duration = Duration::from_hours(1);

/// Does it now and then every hour, until it is dropped.
pub async fn keep_up(state: State) {
    let mut interval = tokio::time::interval(INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = run(&state).await {
            tracing::warn!(%error, "the upkeep of this server failed; it is tried again in an hour");
        }
    }
}

/// Writes the refusals that this server has only counted to the audit log, and learns which kinds of bcrypt hashes are
/// in use.
///
/// # Errors
/// When the database can't be read or written.
pub async fn run(state: &State) -> Result<()> {
    state.write_refusals(false).await?;
    let kinds = state.store.read(users::list_bcrypt_kinds).await?;
    state.passwords.learn_kinds(&kinds);
    Ok(())
}
