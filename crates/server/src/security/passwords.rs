//! Hashing and verifying passwords, off the async threads and never more at once than cores.

use crate::clock::Clock;
use crate::error::{ApiError, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::problems::{Problem, ProblemKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// What a hash costs, for one who makes it and one who guesses: the memory and passes of argon2id in one lane.
#[derive(Debug, Clone, Copy)]
pub struct HashCost {
    /// KiB, at least 8.
    pub memory: u32,
    /// At least 1.
    pub passes: u32,
}

impl Default for HashCost {
    /// The first choice of OWASP's password storage cheat sheet.
    fn default() -> Self {
        Self { memory: 19_456, passes: 2 }
    }
}

impl HashCost {
    /// The least there is, for tests of something else than passwords.
    pub const LEAST: Self = Self { memory: 8, passes: 1 };
}
/// What is verified for accounts that nobody has: a hash of today's cost, of random bytes that were
/// thrown away. Made here and now it would cost every start the memory and time of a hash.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$tgKaDhQT+lQbP25IPUhLcA$6uUhmNd5RWt0E+D3QOi7W+FRkh7QiS0DqRy2f6ZXK+w";
/// The cost of the bcrypt hash that the time of others is estimated from: each step doubles it.
const MEASURED_BCRYPT_COST: u32 = 6;
/// The highest cost that is padded to: it takes seconds.
const MAX_BCRYPT_COST: u32 = 16;
/// The longest that a sign-in waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(3);
/// The sign-ins that wait for their turn, for each core; more are turned away at once.
const WAITING_PER_CORE: usize = 16;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    argon2: Argon2<'static>,
    /// Microseconds that the slowest kind of hash in use takes that is not of today's kind; 0 without any. All
    /// others are padded to it, so that the time doesn't tell who has which, or an account at all.
    slowest: AtomicU64,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
}

/// What came of verifying a password.
pub struct Verified {
    /// Whether the password is right.
    pub is_right: bool,
    /// A new hash to store, where the old one is of an older kind.
    pub upgrade: Option<String>,
}

impl Passwords {
    /// A hasher for this machine.
    ///
    /// # Errors
    /// When the cost is less than the least.
    pub fn new(cost: HashCost) -> Result<Self> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let waiting = AtomicUsize::new(0);
        let max_waiting = cores * (1 + WAITING_PER_CORE);
        let (turns, slowest) = (Arc::new(Semaphore::new(cores)), AtomicU64::new(0));
        Ok(Self(Arc::new(Inner { argon2, slowest, turns, waiting, max_waiting })))
    }

    /// Learns which older kinds of hashes are in use, by their first characters such as `$2b$12$`: estimates from the
    /// cheapest hash of their kind how long the slowest of them takes.
    pub fn learn_kinds(&self, kinds: &[String]) {
        let costs = kinds.iter().filter_map(|kind| kind.get(4..6)?.parse::<u32>().ok());
        let Some(cost) = costs.max().filter(|cost| *cost <= MAX_BCRYPT_COST) else {
            return self.0.slowest.store(0, Ordering::SeqCst);
        };
        let started = Instant::now();
        let hashed = bcrypt::hash("how long does it take", MEASURED_BCRYPT_COST).is_ok();
        let took = u64::try_from(started.elapsed().as_micros()).unwrap_or_default();
        let estimate = took << cost.saturating_sub(MEASURED_BCRYPT_COST);
        self.0.slowest.fetch_max(if hashed { estimate } else { 0 }, Ordering::SeqCst);
    }

    /// Hashes a password that was checked and normalised.
    ///
    /// # Errors
    /// [`ProblemKind::Unavailable`] when too many wait.
    pub async fn hash(&self, password: String, clock: &Clock) -> Result<String> {
        let salt = clock.random();
        self.in_turn(move |argon2| hash(argon2, &password, &salt)).await?
    }

    /// Verifies a password against a hash of argon2 or bcrypt; against a decoy where there is none,
    /// so that it takes as long.
    ///
    /// # Errors
    /// [`ProblemKind::Unavailable`] when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>, clock: &Clock) -> Result<Verified> {
        let salt = clock.random();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| DECOY.to_owned());
        let (verified, took) = self
            .in_turn(move |argon2| {
                let started = Instant::now();
                let is_right = is_right(argon2, &password, &stored) && known;
                let took = u64::try_from(started.elapsed().as_micros()).unwrap_or_default();
                let is_current = is_current(argon2, &stored);
                let upgrade = if is_right && !is_current { Some(hash(argon2, &password, &salt)?) } else { None };
                Ok::<_, ApiError>((Verified { is_right, upgrade }, took))
            })
            .await??;
        let slowest = self.0.slowest.load(Ordering::SeqCst);
        if took < slowest {
            tokio::time::sleep(Duration::from_micros(slowest - took)).await;
        }
        Ok(verified)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce(&Argon2<'_>) -> T + Send + 'static) -> Result<T> {
        let waiting = Waiting::enter(&self.0)?;
        let turn = tokio::time::timeout(TURN_TIMEOUT, Arc::clone(&self.0.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(ApiError::unavailable(3)) };
        let inner = Arc::clone(&self.0);
        // The turn goes along: a caller who hangs up does not make room while the work goes on.
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&inner.argon2);
            drop(turn);
            done
        });
        let done = done.await.map_err(internal);
        drop(waiting);
        done
    }
}

/// A place in the queue, given back when it is dropped, also by a caller who went away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(inner: &'a Inner) -> Result<Self> {
        let place = Self(&inner.waiting);
        if inner.waiting.fetch_add(1, Ordering::SeqCst) < inner.max_waiting {
            Ok(place)
        } else {
            Err(ApiError::unavailable(3))
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, salt: &[u8; 16]) -> Result<String> {
    let hash: PasswordHash = argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(internal)?;
    Ok(hash.to_string())
}

fn is_right(argon2: &Argon2<'_>, password: &str, stored: &str) -> bool {
    if stored.starts_with("$2") {
        // As other programs made them: bcrypt looks at no more than 72 bytes.
        return bcrypt::verify(password, stored).unwrap_or(false);
    }
    PasswordHash::new(stored).is_ok_and(|stored| argon2.verify_password(password.as_bytes(), &stored).is_ok())
}

/// Whether a hash was made with today's algorithm and cost.
fn is_current(argon2: &Argon2<'_>, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| {
        stored.algorithm.as_str() == "argon2id"
            && Params::try_from(&stored).is_ok_and(|params| {
                let ours = argon2.params();
                (params.m_cost(), params.t_cost(), params.p_cost()) == (ours.m_cost(), ours.t_cost(), ours.p_cost())
            })
    })
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "hashing failed");
    Problem::new(ProblemKind::Internal).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_padded_to_the_slowest_kind_of_hash_in_use() {
        let passwords = Passwords::new(HashCost::default()).unwrap();
        let slowest = || passwords.0.slowest.load(Ordering::SeqCst);
        passwords.learn_kinds(&["$2b$07$".to_owned(), "$2a$12$".to_owned()]);
        let estimate = slowest();
        passwords.learn_kinds(&[]);
        assert_eq!(slowest(), 0, "the last of them was replaced");
        passwords.learn_kinds(&["$2b$07$".to_owned()]);
        assert!(slowest() > 0 && slowest() < estimate);
    }

    #[test]
    fn the_decoy_costs_what_a_hash_of_today_costs() {
        let passwords = Passwords::new(HashCost::default()).unwrap();
        assert!(is_current(&passwords.0.argon2, DECOY));
    }
}
