//! Guessing passwords from browsers that an account doesn't know.
//!
//! An address that has guessed nothing wrong for an account is looked at at once, whatever others do: an owner
//! comes from such an address. One that has is delayed by how many wrong guesses the account has seen from
//! everywhere in the last hour. So with the number of addresses the guesses grow by its root alone: from one
//! address come about ten an hour, from a hundred about a hundred.

use crate::clock::Clock;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Excess;
use domain::accounts::users::fold_username;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use storage::auth::rate_limits::{add_attempts, find_attempts};
use storage::{Error, Store};

/// Wrong guesses at an account that delay nobody.
const FREE: i64 = 5;
/// Wrong guesses at an account from which on the instances tell each other.
const SHARED_FROM: i64 = 3;
/// Milliseconds by which each wrong guess at the account delays the next one of an address.
const DELAY: i64 = 36_000;
/// Milliseconds for which a wrong guess counts, and the longest delay: an hour.
const HOUR: i64 = 3_600_000;
/// The accounts, and the pairs of address and account, that are kept in memory at the most.
const MAX_KEYS: usize = 32_768;

type Account = [u8; 16];

/// A guess that is being verified. It counts as a wrong one until it turns out right.
#[derive(Clone)]
pub struct Guess {
    account: Account,
    pair: (Account, IpAddr),
}

/// The wrong guesses that this instance knows of.
pub struct Guesses {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    accounts: HashMap<Account, Count>,
    /// When an address last guessed wrong at an account, by [`Clock::passed`].
    last: HashMap<(Account, IpAddr), i64>,
}

/// Wrong guesses at an account in the present hour.
struct Count {
    wrong: i64,
    /// Those of them that the database doesn't know of.
    unshared: i64,
    /// When the hour is over, by [`Clock::passed`].
    until: i64,
}

impl Guesses {
    /// Nobody guessed yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Whether a guess may be verified; the time to wait when it may not. One that may not leaves no trace.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn admit(
        &self,
        store: &Store,
        from: &ClientInfo,
        username: &str,
    ) -> Result<Result<Guess, Excess>, Error> {
        let digest = Sha256::digest(fold_username(username));
        let account: Account = digest.first_chunk().copied().unwrap_or_default();
        let guess = Guess { account, pair: (account, from.block()) };
        if let Some(excess) = self.delay(&guess) {
            return Ok(Err(excess));
        }
        if self.is_repeated(&guess) {
            // Others may know of more.
            self.learn(store, account).await?;
            if let Some(excess) = self.delay(&guess) {
                return Ok(Err(excess));
            }
        }
        let unshared = self.note(&guess);
        if unshared > 0 {
            self.share(store, account, unshared).await?;
        }
        Ok(Ok(guess))
    }

    /// Takes a guess back: it was right, or was never verified.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn take_back(&self, store: &Store, guess: &Guess) -> Result<(), Error> {
        let is_shared = {
            let mut state = self.lock();
            state.last.remove(&guess.pair);
            let Some(count) = state.accounts.get_mut(&guess.account) else { return Ok(()) };
            count.wrong -= 1;
            let is_shared = count.unshared == 0;
            count.unshared -= i64::from(!is_shared);
            if count.wrong <= 0 {
                state.accounts.remove(&guess.account);
            }
            is_shared
        };
        if is_shared { self.share(store, guess.account, -1).await } else { Ok(()) }
    }

    fn delay(&self, guess: &Guess) -> Option<Excess> {
        let (passed, state) = (self.clock.passed(), self.lock());
        let count = state.accounts.get(&guess.account).filter(|count| count.until > passed)?.wrong;
        let last = state.last.get(&guess.pair)?;
        let until = last + (DELAY * count).min(HOUR);
        (count >= FREE && until > passed).then(|| Excess::in_millis(until - passed))
    }

    fn is_repeated(&self, guess: &Guess) -> bool {
        self.lock().last.contains_key(&guess.pair)
    }

    /// Counts the guess; gives how many the database is to be told of.
    fn note(&self, guess: &Guess) -> i64 {
        let passed = self.clock.passed();
        let mut state = self.lock();
        state.make_room(passed);
        state.last.insert(guess.pair, passed);
        let fresh = || Count { wrong: 0, unshared: 0, until: passed + HOUR };
        let count = state.accounts.entry(guess.account).or_insert_with(fresh);
        if count.until <= passed {
            *count = fresh();
        }
        count.wrong += 1;
        count.unshared += 1;
        if count.wrong >= SHARED_FROM { std::mem::take(&mut count.unshared) } else { 0 }
    }

    /// Asks how many wrong guesses all instances know of.
    async fn learn(&self, store: &Store, account: Account) -> Result<(), Error> {
        let (name, now) = (name_of(account), self.clock.now());
        let since = now.plus_seconds(-HOUR / 1000);
        if let Some(known) = store.read_inline(move |tx| find_attempts(tx, &name, since)).await? {
            let left = known.started_at.as_millis() + HOUR - now.as_millis();
            self.note_known(account, known.count, left);
        }
        Ok(())
    }

    async fn share(&self, store: &Store, account: Account, more: i64) -> Result<(), Error> {
        let (name, now) = (name_of(account), self.clock.now());
        let since = now.plus_seconds(-HOUR / 1000);
        let known = store.write(move |tx| add_attempts(tx, &name, more, (now, since))).await?;
        let left = known.started_at.as_millis() + HOUR - now.as_millis();
        self.note_known(account, known.count, left);
        Ok(())
    }

    fn note_known(&self, account: Account, known: i64, left: i64) {
        let until = self.clock.passed() + left;
        let mut state = self.lock();
        let count = state.accounts.entry(account).or_insert(Count { wrong: 0, unshared: 0, until });
        count.wrong = known + count.unshared;
        count.until = until;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keeps the counts within their bound.
    fn make_room(&mut self, passed: i64) {
        if self.last.len() >= MAX_KEYS {
            self.last.retain(|_, last| passed - *last < HOUR);
            if self.last.len() >= MAX_KEYS {
                self.last.clear();
            }
        }
        if self.accounts.len() >= MAX_KEYS {
            self.accounts.retain(|_, count| count.until > passed && count.wrong > 1);
            if self.accounts.len() >= MAX_KEYS {
                self.accounts.clear();
            }
        }
    }
}

fn name_of(account: Account) -> String {
    format!("guesses:{:032x}", u128::from_be_bytes(account))
}
