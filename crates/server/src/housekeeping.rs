//! What is deleted when its time has come. Any number of instances may do it at once.

use crate::error::Result;
use crate::oidc::FLOW_LIFETIME;
use crate::rate_limits::LONGEST;
use crate::sign_in::DEVICE_LIFETIME;
use crate::totp::SETUP_LIFETIME;
use crate::{State, access_tokens, idempotency};
use domain::movies::BIN_DAYS;
use domain::passkeys::CHALLENGE_LIFETIME;
use std::time::Duration;
use storage::{api_tokens, bin, known_devices, oidc_flows, one_time_links, passkeys, rate_limits, sessions, totp};

/// Seconds for which an API token is still listed that has expired: 30 days.
const EXPIRED_TOKENS_KEPT: i64 = 30 * 24 * 3600;
const INTERVAL: Duration = Duration::from_hours(1);

/// Tidies up now and then every hour, until it is dropped.
pub async fn keep_house(state: State) {
    let mut interval = tokio::time::interval(INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = tidy_up(&state).await {
            tracing::warn!(?error, "tidying up failed; it is tried again in an hour");
        }
    }
}

/// Replaces signing keys that are old, and deletes what expired: sessions, API tokens, one-time links,
/// flows to the provider, idempotency keys, known browsers, counted attempts, second factors that were
/// never confirmed, and films that were in the bin for 30 days.
///
/// # Errors
/// When the database can't be written.
pub async fn tidy_up(state: &State) -> Result<()> {
    let now = state.clock.now();
    access_tokens::rotate_old_signing_keys(&state.store, &state.clock).await?;
    state
        .store
        .write(move |tx| {
            let sessions = sessions::delete_expired_sessions(tx, now)?;
            let keys = storage::idempotency::delete_expired_keys(tx, now.plus_seconds(-idempotency::KEPT))?;
            let movies = bin::erase_expired_movies(tx, now.plus_seconds(-BIN_DAYS * 24 * 3600))?;
            let devices = known_devices::delete_expired_devices(tx, now.plus_seconds(-DEVICE_LIFETIME))?;
            let attempts = rate_limits::delete_expired_attempts(tx, now.plus_seconds(-LONGEST))?;
            let tokens = api_tokens::delete_expired_api_tokens(tx, now.plus_seconds(-EXPIRED_TOKENS_KEPT))?;
            let links = one_time_links::delete_expired_links(tx, now)?;
            let flows = oidc_flows::delete_expired_flows(tx, now.plus_seconds(-FLOW_LIFETIME))?;
            let challenges = passkeys::delete_expired_challenges(tx, now.plus_seconds(-CHALLENGE_LIFETIME))?
                + totp::delete_unconfirmed_totp(tx, now.plus_seconds(-SETUP_LIFETIME))?;
            let of_accounts = sessions + tokens + links + flows + devices + attempts + challenges;
            if of_accounts + keys + movies > 0 {
                tracing::info!(of_accounts, keys, movies, "expired rows were deleted");
            }
            Ok(())
        })
        .await
}
