//! Who a request comes from, and the sessions and tokens that were found alive lately.

use crate::clock::Clock;
use crate::error::Result;
use domain::accounts::preferences::{Preferences, RatingScale};
use domain::accounts::users::{Me, Role};
use domain::auth::api_tokens::Scope;
use domain::ids::{SessionId, UserId};
use domain::times::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use storage::accounts::settings::find_settings;
use storage::auth::second_factors::find_second_factors;
use storage::auth::{api_tokens, sessions};
use storage::users::User;
use storage::{Store, Tx};

/// How long a session or a token that was found alive is taken to be alive.
pub const TRUSTED_FOR: Duration = Duration::from_secs(5);
/// Milliseconds after which the use of an API token is noted again.
const USE_NOTED_FOR: i64 = 60_000;
/// The sessions and tokens remembered at the most.
const MAX_REMEMBERED: usize = 10_000;

/// The account that a request comes from: by an access token or by an API token whose scope allows
/// the request's method.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub id: UserId,
    /// Its name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it has a password.
    pub has_password: bool,
    /// Whether it must set up two-factor authentication before it can do anything else.
    pub must_set_up_second_factor: bool,
    /// What it came with.
    pub credential: Credential,
}

/// What a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The access token of this session.
    Session(SessionId),
    /// An API token.
    ApiToken(Scope),
}

impl Caller {
    fn new(user: User, must_set_up_second_factor: bool, credential: Credential) -> Self {
        let has_password = user.password_hash.is_some();
        let User { id, username, role, created_at, .. } = user;
        Self { id, username, role, created_at, has_password, must_set_up_second_factor, credential }
    }

    /// The account as it sees itself.
    pub fn me(&self, preferences: Preferences) -> Me {
        Me {
            id: self.id,
            username: self.username.clone(),
            role: self.role,
            created_at: self.created_at,
            has_password: self.has_password,
            must_set_up_second_factor: self.must_set_up_second_factor,
            rating_scale: preferences.rating_scale,
        }
    }
}

/// What a caller is remembered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The session of an access token.
    Session(SessionId),
    /// An API token, by its digest.
    ApiToken([u8; 32]),
}

/// The sessions and tokens that were found alive lately, so that not every request asks the database.
#[derive(Clone, Default)]
pub struct Callers(Arc<Mutex<Remembered>>);

/// The callers, each with the time at which the database was asked, by [`crate::clock::Clock::passed`].
type Remembered = HashMap<Key, (i64, Caller)>;

impl Callers {
    /// The account of a session or a token that is alive, or was found so at most this long ago.
    pub async fn find_within(
        &self,
        store: &Store,
        clock: &Clock,
        key: Key,
        trusted_for: Duration,
    ) -> Result<Option<Caller>> {
        let (now, passed) = (clock.now(), clock.passed());
        if let Some((seen_at, caller)) = self.lock().get(&key)
            && is_within(passed - seen_at, trusted_for)
        {
            return Ok(Some(caller.clone()));
        }
        let caller = match key {
            Key::Session(id) => find_session(store, id, now).await?,
            Key::ApiToken(hash) => find_api_token(store, hash, now).await?,
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
            callers.retain(|_, (seen_at, _)| is_within(passed - *seen_at, TRUSTED_FOR));
        }
        if callers.len() < MAX_REMEMBERED {
            callers.insert(key, (passed, caller));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether so many milliseconds are less than that.
fn is_within(millis: i64, limit: Duration) -> bool {
    i128::from(millis) < limit.as_millis().cast_signed()
}

async fn find_session(store: &Store, id: SessionId, now: Timestamp) -> Result<Option<Caller>> {
    let found = store.read_inline(move |tx| {
        let found = sessions::find_session(tx, id)?;
        let alive = found.filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none());
        alive.map(|(_, user)| Ok::<_, storage::Error>((must_set_up(tx, &user)?, user))).transpose()
    });
    let alive = found.await?;
    Ok(alive.map(|(must_set_up, user)| Caller::new(user, must_set_up, Credential::Session(id))))
}

async fn find_api_token(store: &Store, hash: [u8; 32], now: Timestamp) -> Result<Option<Caller>> {
    let found = store.read_inline(move |tx| {
        let found = api_tokens::find_api_token(tx, &hash)?;
        let alive = found.filter(|(token, user)| token.expires_at > now && user.disabled_at.is_none());
        alive.map(|(token, user)| Ok::<_, storage::Error>((token, must_set_up(tx, &user)?, user))).transpose()
    });
    let Some((token, must_set_up, user)) = found.await? else { return Ok(None) };
    if token.last_used_at.is_none_or(|used| now.as_millis() - used.as_millis() >= USE_NOTED_FOR) {
        store.write(move |tx| api_tokens::update_last_use(tx, token.id, now)).await?;
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

/// A new account as it sees itself.
pub fn me(user: &User) -> Me {
    Me {
        id: user.id,
        username: user.username.clone(),
        role: user.role,
        created_at: user.created_at,
        has_password: user.password_hash.is_some(),
        must_set_up_second_factor: false,
        rating_scale: RatingScale::default(),
    }
}
