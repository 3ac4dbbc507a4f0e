//! The one source of time, ids and randomness.
//!
//! Everything else is given them, so that a test can set the time, and nothing can read a clock
//! unnoticed: clippy.toml forbids it outside this file.

use domain::times::{Date, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};
use uuid::{ContextV7, Uuid};

/// Tells the time and makes ids and random bytes.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    /// What a clock shows that stands still; none for the real one.
    fixed: Option<Fixed>,
    started: Instant,
    ids: Mutex<ContextV7>,
}

/// Milliseconds after the epoch, and milliseconds that have passed.
struct Fixed {
    now: AtomicI64,
    passed: AtomicI64,
}

impl Clock {
    /// The real time.
    pub fn system() -> Self {
        Self::new(None)
    }

    /// A clock that stands still until [`Clock::advance`]: for tests.
    pub fn fixed(at: Timestamp) -> Self {
        Self::new(Some(Fixed { now: AtomicI64::new(at.as_millis()), passed: AtomicI64::new(0) }))
    }

    fn new(fixed: Option<Fixed>) -> Self {
        Self(Arc::new(Inner { fixed, started: Instant::now(), ids: Mutex::new(ContextV7::new()) }))
    }

    /// Lets time pass for a fixed clock; the real one stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Some(fixed) = &self.0.fixed {
            fixed.passed.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
        self.set_forward(seconds);
    }

    /// Sets a fixed clock forward, or back, as an administrator would: no time passes.
    pub fn set_forward(&self, seconds: i64) {
        if let Some(fixed) = &self.0.fixed {
            fixed.now.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }

    /// Milliseconds that have passed since the clock was made. Setting the system's time doesn't change it, so
    /// it is what caches and limits count by.
    pub fn passed(&self) -> i64 {
        match &self.0.fixed {
            Some(fixed) => fixed.passed.load(Ordering::SeqCst),
            None => i64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// This moment.
    #[expect(clippy::disallowed_methods, reason = "this is the place that reads the time")]
    pub fn now(&self) -> Timestamp {
        let millis = match &self.0.fixed {
            Some(fixed) => fixed.now.load(Ordering::SeqCst),
            None => match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
                Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
                Err(_) => 0,
            },
        };
        Timestamp::from_millis(millis)
    }

    /// The day it is in UTC.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// A new id: UUIDv7, later ones greater than earlier ones of this process.
    pub fn id(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millis()).unwrap_or_default();
        let nanos = u32::try_from(millis % 1000 * 1_000_000).unwrap_or_default();
        let ids = self.0.ids.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*ids, millis / 1000, nanos))
    }

    /// Bytes nobody can guess, from the operating system.
    ///
    /// # Panics
    /// When the operating system has no randomness: nothing secret could be made then.
    #[expect(clippy::disallowed_methods, reason = "this is the place that reads randomness")]
    #[expect(clippy::expect_used, reason = "see above")]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_are_in_the_order_they_were_made() {
        let clock = Clock::fixed(Timestamp::from_millis(1_795_453_751_007));
        let ids: Vec<_> = (0..1000).map(|_| clock.id()).collect();
        assert!(ids.is_sorted());
    }
}
