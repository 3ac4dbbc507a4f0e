//! The sessions and tokens that were found alive lately.

use super::{Caller, Credential};
use crate::State;
use crate::error::Result;
use domain::ids::{SessionId, UserId};
use domain::times::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::second_factors::find_second_factors;
use storage::settings::find_settings;
use storage::users::User;
use storage::{Tx, api_tokens, sessions};

/// Milliseconds for which a session or a token that was found alive is taken to be alive.
const TRUSTED_FOR: i64 = 5_000;
/// Milliseconds after which the use of an API token is noted again.
const USE_NOTED_FOR: i64 = 60_000;
/// The sessions and tokens remembered at the most.
const MAX_REMEMBERED: usize = 10_000;

/// What a caller is remembered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Session(SessionId),
    ApiToken([u8; 32]),
}

/// The sessions and tokens that were found alive lately, so that not every request asks the database.
#[derive(Clone, Default)]
pub struct Callers(Arc<Mutex<Remembered>>);

/// The callers, each with the time at which the database was asked, by [`crate::clock::Clock::passed`].
type Remembered = HashMap<Key, (i64, Caller)>;

impl Callers {
    /// The account of a session or a token that is alive.
    pub async fn find(&self, state: &State, key: Key) -> Result<Option<Caller>> {
        let (now, passed) = (state.clock.now(), state.clock.passed());
        if let Some((seen_at, caller)) = self.lock().get(&key)
            && passed - seen_at < TRUSTED_FOR
        {
            return Ok(Some(caller.clone()));
        }
        let caller = match key {
            Key::Session(id) => find_session(state, id, now).await?,
            Key::ApiToken(hash) => find_api_token(state, hash, now).await?,
        };
        match &caller {
            Some(caller) => self.remember(key, passed, caller.clone()),
            None => drop(self.lock().remove(&key)),
        }
        Ok(caller)
    }

    /// Asks the database again for this session.
    pub fn forget(&self, id: SessionId) {
        self.lock().remove(&Key::Session(id));
    }

    /// Asks the database again for all sessions and tokens.
    pub fn forget_all(&self) {
        self.lock().clear();
    }

    /// Asks the database again for all sessions and tokens of this account.
    pub fn forget_user(&self, id: UserId) {
        self.lock().retain(|_, (_, caller)| caller.id != id);
    }

    fn remember(&self, key: Key, passed: i64, caller: Caller) {
        let mut callers = self.lock();
        if callers.len() >= MAX_REMEMBERED {
            callers.retain(|_, (seen_at, _)| passed - *seen_at < TRUSTED_FOR);
        }
        if callers.len() < MAX_REMEMBERED {
            callers.insert(key, (passed, caller));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn find_session(state: &State, id: SessionId, now: Timestamp) -> Result<Option<Caller>> {
    let found = state.store.glance(move |tx| {
        let found = sessions::find_session(tx, id)?;
        let alive = found.filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none());
        alive.map(|(_, user)| Ok::<_, storage::Error>((must_set_up(tx, &user)?, user))).transpose()
    });
    let alive = found.await?;
    Ok(alive.map(|(must_set_up, user)| Caller::new(user, must_set_up, Credential::Session(id))))
}

async fn find_api_token(state: &State, hash: [u8; 32], now: Timestamp) -> Result<Option<Caller>> {
    let found = state.store.glance(move |tx| {
        let found = api_tokens::find_api_token(tx, &hash)?;
        let alive = found.filter(|(token, user)| token.expires_at > now && user.disabled_at.is_none());
        alive.map(|(token, user)| Ok::<_, storage::Error>((token, must_set_up(tx, &user)?, user))).transpose()
    });
    let Some((token, must_set_up, user)) = found.await? else { return Ok(None) };
    if token.last_used_at.is_none_or(|used| now.as_millis() - used.as_millis() >= USE_NOTED_FOR) {
        state.store.write(move |tx| api_tokens::update_last_use(tx, token.id, now)).await?;
    }
    Ok(Some(Caller::new(user, must_set_up, Credential::ApiToken(token.scope))))
}

/// Whether the account lacks a second factor that is required of it. Accounts without a password leave that to
/// their provider.
fn must_set_up(tx: &mut Tx, user: &User) -> Result<bool, storage::Error> {
    Ok(user.password_hash.is_some()
        && find_settings(tx)?.second_factor_required
        && !find_second_factors(tx, user.id)?.any())
}
