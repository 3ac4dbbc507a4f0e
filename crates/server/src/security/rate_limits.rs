//! Limits on guessing. Attempts are counted in memory; only the counts of those who are near a limit are shared
//! through the database, so that it holds over all instances and a flood of attempts writes nothing.
//!
//! A stranger's guesses must not keep an owner away. So the browsers that an account was signed in with before
//! have a limit of their own (OWASP calls it device cookies), and strangers are delayed by the account's count of
//! wrong guesses only once they guessed wrong themselves: see [`crate::security::guesses`].

use crate::clock::Clock;
use crate::error::ApiError;
use crate::security::client_info::ClientInfo;
use crate::security::secrets::hex;
use domain::ids::UserId;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use storage::auth::rate_limits::{add_attempts, delete_attempts};
use storage::{Error, Store};

/// The longest window, in seconds: older counts can be forgotten.
pub const LONGEST: i64 = 24 * 3600;
/// The counts that are kept in memory at the most.
const MAX_KEYS: usize = 65_536;

/// So many attempts in so many seconds.
#[derive(Clone, Copy)]
struct Limit {
    attempts: i64,
    seconds: i64,
}

/// A browser that is known, for one account.
const DEVICE: Limit = Limit { attempts: 10, seconds: 900 };
/// Strangers from one address, over all accounts.
const ADDRESS: Limit = Limit { attempts: 50, seconds: 900 };
/// Rows that strangers can have stored and that live for minutes, from all addresses together.
const EVERYONE: Limit = Limit { attempts: 500, seconds: 300 };
/// Accounts that one address makes, or tries to make, where anyone may.
const REGISTRATION: Limit = Limit { attempts: 10, seconds: 3600 };
/// Reading what is shared by a link: each page of it counts.
const SHARED: Limit = Limit { attempts: 600, seconds: 900 };
/// A signed-in account that proves who it is.
const PROOF: Limit = Limit { attempts: 10, seconds: 900 };
/// Codes for one account, by somebody who knows its password.
const CODE: Limit = Limit { attempts: 10, seconds: 900 };
/// The same in a day: of a million codes, three are right at any time.
const CODE_OF_DAY: Limit = Limit { attempts: 30, seconds: LONGEST };

/// Attempts of one kind, each with its limit. One that is over is the last that is counted.
#[derive(Clone)]
pub struct Attempts(Vec<(String, Limit)>);

impl Attempts {
    /// Signing in from a browser that this account is known by.
    pub fn of_device(token_hash: &[u8]) -> Self {
        Self(vec![(format!("device:{}", hex(token_hash)), DEVICE)])
    }

    /// Signing in from anywhere else, to any account.
    pub fn of_stranger(from: &ClientInfo) -> Self {
        Self(vec![(format!("login:{}", from.block()), ADDRESS)])
    }

    /// Giving a code after the right password. A browser that this account is known by has a count of
    /// its own: whoever got hold of the password must not keep the owner away either.
    pub fn of_code(user: UserId, device_hash: Option<&[u8]>) -> Self {
        let from = device_hash.map(|hash| format!(":{}", hex(hash))).unwrap_or_default();
        Self(vec![(format!("code:{user}{from}"), CODE), (format!("code-of-day:{user}{from}"), CODE_OF_DAY)])
    }

    /// Beginning to sign in with a passkey.
    pub fn of_passkey(from: &ClientInfo) -> Self {
        Self(vec![(format!("passkey:{}", from.block()), ADDRESS), ("passkey".to_owned(), EVERYONE)])
    }

    /// Answering for a passkey.
    pub fn of_passkey_answer(from: &ClientInfo) -> Self {
        Self(vec![(format!("passkey-answer:{}", from.block()), ADDRESS)])
    }

    /// Guessing the setup token.
    pub fn of_setup(from: &ClientInfo) -> Self {
        Self(vec![(format!("setup:{}", from.block()), ADDRESS)])
    }

    /// Guessing the token of a one-time link.
    pub fn of_link(from: &ClientInfo) -> Self {
        Self(vec![(format!("link:{}", from.block()), ADDRESS)])
    }

    /// Reading what is shared by a link, by those who have one or guess.
    pub fn of_shared(from: &ClientInfo) -> Self {
        Self(vec![(format!("shared:{}", from.block()), SHARED)])
    }

    /// Going to the OpenID provider.
    pub fn of_oidc(from: &ClientInfo) -> Self {
        Self(vec![(format!("oidc:{}", from.block()), ADDRESS), ("oidc".to_owned(), EVERYONE)])
    }

    /// Making an account where anyone may: it also tells which names are taken.
    pub fn of_registration(from: &ClientInfo) -> Self {
        Self(vec![(format!("registration:{}", from.block()), REGISTRATION)])
    }

    /// Giving the password again while signed in.
    pub fn of_proof(user: UserId) -> Self {
        Self(vec![(format!("proof:{user}"), PROOF)])
    }
}

/// An attempt too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    /// Seconds until the next one counts.
    pub seconds: u32,
}

impl Excess {
    /// Until a moment by [`Clock::passed`], in milliseconds from now.
    pub fn in_millis(millis: i64) -> Self {
        Self { seconds: u32::try_from(millis / 1000 + 1).unwrap_or(1) }
    }
}

impl From<Excess> for ApiError {
    fn from(excess: Excess) -> Self {
        Self::too_many(excess.seconds)
    }
}

/// The counts of this instance.
pub struct RateLimits {
    clock: Clock,
    windows: Mutex<HashMap<Key, Window>>,
}

/// A digest: what is counted can be of any length, and is no business of whoever reads the memory.
type Key = u128;

/// Attempts of one kind in the present window.
struct Window {
    count: i64,
    /// Those of them that the database doesn't know of.
    unshared: i64,
    /// Whether it knows of others.
    is_shared: bool,
    /// When the window is over, by [`Clock::passed`].
    until: i64,
}

/// What an attempt comes to as far as this instance knows.
enum Counted {
    Fine,
    Over(Excess),
    /// Near the limit: the others have to be asked; so many are to be told of.
    Near(i64),
}

impl RateLimits {
    /// Nothing was counted yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, windows: Mutex::default() }
    }

    /// Counts one attempt; the time to wait when it is one too many. What is refused is written nowhere.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn count(&self, store: &Store, attempts: &Attempts) -> Result<Option<Excess>, Error> {
        for (name, limit) in &attempts.0 {
            let unshared = match self.count_here(key_of(name), *limit) {
                Counted::Fine => continue,
                Counted::Over(excess) => return Ok(Some(excess)),
                Counted::Near(unshared) => unshared,
            };
            let (name, now, limit) = (name.clone(), self.clock.now(), *limit);
            let key = key_of(&name);
            let over_since = now.plus_seconds(-limit.seconds);
            let shared = store.write(move |tx| add_attempts(tx, &name, unshared, (now, over_since))).await?;
            let left = shared.started_at.plus_seconds(limit.seconds).as_millis() - now.as_millis();
            if let Some(excess) = self.note_shared(key, limit, (shared.count, left)) {
                return Ok(Some(excess));
            }
        }
        Ok(None)
    }

    /// Forgets the attempts: whoever made them was no guesser.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn forgive(&self, store: &Store, attempts: &Attempts) -> Result<(), Error> {
        for (name, _) in &attempts.0 {
            let window = self.lock().remove(&key_of(name));
            if window.is_some_and(|window| window.is_shared) {
                let name = name.clone();
                store.write(move |tx| delete_attempts(tx, &name)).await?;
            }
        }
        Ok(())
    }

    fn count_here(&self, key: Key, limit: Limit) -> Counted {
        let passed = self.clock.passed();
        let mut windows = self.lock();
        make_room(&mut windows, key, passed);
        let fresh = || Window { count: 0, unshared: 0, is_shared: false, until: passed + limit.seconds * 1000 };
        let window = windows.entry(key).or_insert_with(fresh);
        if window.until <= passed {
            *window = fresh();
        }
        if window.count >= limit.attempts {
            return Counted::Over(Excess::in_millis(window.until - passed));
        }
        window.count += 1;
        window.unshared += 1;
        if window.count * 2 >= limit.attempts {
            Counted::Near(std::mem::take(&mut window.unshared))
        } else {
            Counted::Fine
        }
    }

    /// Notes how many there are over all instances, and for how many milliseconds they count.
    fn note_shared(&self, key: Key, limit: Limit, (count, left): (i64, i64)) -> Option<Excess> {
        let passed = self.clock.passed();
        let mut windows = self.lock();
        if let Some(window) = windows.get_mut(&key) {
            window.count = window.count.max(count);
            window.is_shared = true;
            window.until = passed + left;
        }
        (count > limit.attempts).then(|| Excess::in_millis(left))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the counts within their bound: those go first whose time is over, then those of a single attempt.
fn make_room(windows: &mut HashMap<Key, Window>, key: Key, passed: i64) {
    if windows.len() < MAX_KEYS || windows.contains_key(&key) {
        return;
    }
    windows.retain(|_, window| window.until > passed);
    if windows.len() >= MAX_KEYS {
        windows.retain(|_, window| window.count > 1);
    }
    if windows.len() >= MAX_KEYS {
        windows.clear();
    }
}

fn key_of(name: &str) -> Key {
    let digest = Sha256::digest(name);
    digest.first_chunk().map_or(0, |bytes| Key::from_be_bytes(*bytes))
}
