//! What is deleted when its time has come.

use super::worker::Kind;
use crate::error::Result;
use crate::request::idempotency;
use crate::security::access_tokens;
use crate::security::lifetimes::{DEVICE_LIFETIME, FLOW_LIFETIME, SETUP_LIFETIME};
use crate::security::rate_limits::LONGEST;
use crate::state::State;
use domain::auth::passkeys::CHALLENGE_LIFETIME;
use domain::catalogue::availability::TMDB_DAYS;
use domain::catalogue::collections::TMDB_COLLECTION_DAYS;
use domain::library::changes::DELETIONS_TOLD_DAYS;
use domain::library::movies::TRASH_DAYS;
use domain::library::undo::UNDO_HOURS;
use domain::times::Timestamp;
use storage::accounts::settings::find_settings;
use storage::accounts::{audit_chain, one_time_links};
use storage::auth::{api_tokens, known_devices, oidc_flows, passkeys, rate_limits, sessions, totp};
use storage::jobs::queue;
use storage::library::availability::delete_old_availability;
use storage::library::collections::delete_old_tmdb_collections;
use storage::library::{changes, images, lists, trash, undo};
use storage::{PORTION, Store, Tx};

/// Seconds for which an API token is still listed that has expired: 30 days.
const EXPIRED_TOKENS_KEPT: i64 = 30 * 24 * 3600;
/// Seconds for which jobs are listed that ended: 30 days.
const ENDED_JOBS_KEPT: i64 = 30 * 24 * 3600;

/// The job: it runs every hour, on one server of a database.
pub const KIND: Kind = Kind {
    name: "housekeeping",
    interval_seconds: Some(3600),
    run: |context| Box::pin(async move { tidy_up(&context.state).await }),
};

/// Deletes what has been in the audit log for longer than the settings say, in portions, so that nobody waits long
/// to add to it.
async fn prune_audit_log(state: &State) -> Result<()> {
    let now = state.clock.now();
    loop {
        let prune = move |tx: &mut Tx| {
            let days = find_settings(tx)?.audit_retention_days;
            audit_chain::prune(tx, now.plus_seconds(-days * 24 * 3600), PORTION)
        };
        let pruned = state.store.write::<_, storage::Error, _>(prune).await?;
        if pruned == 0 {
            return Ok(());
        }
        tracing::info!(pruned, "old events of the audit log were deleted");
    }
}

/// Replaces signing keys that are old, and deletes what expired: sessions, API tokens, one-time links,
/// flows to the provider, idempotency keys, known browsers, counted attempts, second factors that were
/// never confirmed, jobs that ended, lists whose deletion can't be taken back any more, films that were in
/// the trash for 30 days, pictures that no film has any more, deletions that were told for 90 days, and what
/// TMDB hasn't given for 180 days: collections, and where films can be watched.
///
/// # Errors
/// When the database can't be written.
pub async fn tidy_up(state: &State) -> Result<()> {
    let now = state.clock.now();
    access_tokens::rotate_old_signing_keys(&state.store, &state.clock).await?;
    prune_audit_log(state).await?;
    let ago = |seconds: i64| now.plus_seconds(-seconds);
    let deletions: [(&str, Deletion, Timestamp); 17] = [
        ("sessions", sessions::delete_expired_sessions, now),
        ("api_tokens", api_tokens::delete_expired_api_tokens, ago(EXPIRED_TOKENS_KEPT)),
        ("one_time_links", one_time_links::delete_expired_links, now),
        ("oidc_flows", oidc_flows::delete_expired_flows, ago(FLOW_LIFETIME)),
        ("idempotency_keys", storage::idempotency::delete_expired_keys, ago(idempotency::KEPT)),
        ("known_devices", known_devices::delete_expired_devices, ago(DEVICE_LIFETIME)),
        ("rate_limits", rate_limits::delete_expired_attempts, ago(LONGEST)),
        ("passkey_challenges", passkeys::delete_expired_challenges, ago(CHALLENGE_LIFETIME)),
        ("totp", totp::delete_unconfirmed_totp, ago(SETUP_LIFETIME)),
        ("jobs", queue::delete_finished_jobs, ago(ENDED_JOBS_KEPT)),
        ("undos", undo::delete_expired_undos, ago(UNDO_HOURS * 3600)),
        ("lists", lists::erase_expired_lists, ago(UNDO_HOURS * 3600)),
        ("movies", trash::erase_expired_movies, ago(TRASH_DAYS * 24 * 3600)),
        // An hour more than a change can be taken back for, so that none of them misses its picture.
        ("images", images::delete_unused_images, ago((UNDO_HOURS + 1) * 3600)),
        // Here, because nothing is looked up any more without a token, or while TMDB refuses it.
        ("tmdb_collections", delete_old_tmdb_collections, ago(TMDB_COLLECTION_DAYS * 24 * 3600)),
        ("tmdb_availability", delete_old_availability, ago(TMDB_DAYS * 24 * 3600)),
        ("changes", changes::forget_deletions, ago(DELETIONS_TOLD_DAYS * 24 * 3600)),
    ];
    for (table, delete, before) in deletions {
        let count = delete_in_portions(&state.store, delete, before).await?;
        if count > 0 {
            tracing::info!(table, count, "expired rows were deleted");
        }
    }
    Ok(())
}

/// Deletes a portion of what expired before a moment; gives how many rows it was.
type Deletion = fn(&mut Tx, Timestamp) -> Result<u64, storage::Error>;

/// Deletes all of it, in a transaction for each portion: whoever waits to write gets their turn in
/// between.
async fn delete_in_portions(store: &Store, delete: Deletion, before: Timestamp) -> Result<u64> {
    let mut count = 0;
    loop {
        let portion = store.write(move |tx| delete(tx, before)).await?;
        count += portion;
        if portion < PORTION.unsigned_abs() {
            return Ok(count);
        }
    }
}
