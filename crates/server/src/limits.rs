//! The bounds on requests and bodies that are under way, for all clients together and for each of them.
//!
//! A client is an address, or the /64 of an IPv6 address; behind a trusted proxy it is the forwarded one.

pub mod places;

use places::Places;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The requests that are worked on at once; more are turned away with 503.
const MAX_REQUESTS: usize = 512;
/// The requests of one client at once, with those whose bodies are still on their way.
const MAX_REQUESTS_OF_A_CLIENT: usize = 64;
/// The bytes of bodies that are in memory at once, besides the first 16 KiB of each.
const MAX_BODY_BYTES: usize = 32 * 1024 * 1024;
/// The KiB of large bodies, such as pictures, that are in memory at once, or are being fetched.
const MAX_UPLOAD_KIB: usize = 40 * 1024;
/// The longest that a large body waits for its place.
const UPLOAD_TURN: Duration = Duration::from_secs(10);
/// The exports that are under way at once, on all accounts.
const MAX_EXPORTS: usize = 16;
/// The exports of one account at once.
const MAX_EXPORTS_OF_AN_ACCOUNT: usize = 2;
/// The imports that are fetched from elsewhere at once.
const MAX_FETCHES: usize = 2;
/// Those of one account at once.
const MAX_FETCHES_OF_AN_ACCOUNT: usize = 1;
/// A client gets no more while it holds this part, an eighth, of what no other client holds. So even many
/// who each take what they can leave something to the next.
const SHARE: usize = 8;

/// How many requests there are, and whose.
pub struct Limits {
    counts: Mutex<Counts>,
    /// The exports that are under way. Each works only as fast as it is read.
    pub exports: Arc<Places>,
    /// The imports that are fetched from elsewhere. Each may hold 40 MiB.
    pub fetches: Arc<Places>,
    stopping: AtomicBool,
    uploads: Arc<Semaphore>,
}

impl Default for Limits {
    fn default() -> Self {
        let uploads = Arc::new(Semaphore::new(MAX_UPLOAD_KIB));
        Self {
            counts: Mutex::default(),
            exports: Places::new(MAX_EXPORTS, MAX_EXPORTS_OF_AN_ACCOUNT),
            fetches: Places::new(MAX_FETCHES, MAX_FETCHES_OF_AN_ACCOUNT),
            stopping: AtomicBool::default(),
            uploads,
        }
    }
}

#[derive(Default)]
struct Counts {
    all: Usage,
    clients: HashMap<IpAddr, Usage>,
}

#[derive(Default, Clone, Copy)]
struct Usage {
    requests: usize,
    /// Those of the requests whose bodies are complete: they are worked on.
    slots: usize,
    body_bytes: usize,
}

impl Limits {
    /// From now on the server says that it isn't ready.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Whether another request would be taken.
    pub fn is_ready(&self) -> bool {
        !self.stopping.load(Ordering::SeqCst) && self.lock().all.slots < MAX_REQUESTS
    }

    /// Counts a request of a client; none when that client has too many.
    pub fn enter(self: &Arc<Self>, client: IpAddr) -> Option<Admission> {
        let mut counts = self.lock();
        let usage = counts.clients.entry(client).or_default();
        if usage.requests >= MAX_REQUESTS_OF_A_CLIENT {
            return None;
        }
        usage.requests += 1;
        counts.all.requests += 1;
        Some(Admission { limits: Arc::clone(self), client, has_slot: false, body_bytes: 0 })
    }

    /// Sets aside memory for a large body, and gives it back when what it gives is dropped; waits for a moment when
    /// others have it. None when it was waited for in vain.
    pub async fn reserve_upload(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let kib = u32::try_from(bytes.div_ceil(1024).min(MAX_UPLOAD_KIB)).ok()?;
        let reserved = Arc::clone(&self.uploads).acquire_many_owned(kib);
        tokio::time::timeout(UPLOAD_TURN, reserved).await.ok()?.ok()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is counted, until this is dropped.
pub struct Admission {
    limits: Arc<Limits>,
    client: IpAddr,
    has_slot: bool,
    body_bytes: usize,
}

impl Admission {
    /// Takes one of the slots of requests that are worked on.
    pub fn take_slot(&mut self) -> bool {
        let mut counts = self.limits.lock();
        let free = MAX_REQUESTS - counts.all.slots;
        let usage = counts.clients.entry(self.client).or_default();
        if usage.slots * SHARE >= free + usage.slots {
            return false;
        }
        usage.slots += 1;
        counts.all.slots += 1;
        self.has_slot = true;
        true
    }

    /// Sets aside memory for a body, so many bytes in all. It is shared as slots are.
    pub fn reserve_body(&mut self, bytes: usize) -> bool {
        let Some(more) = bytes.checked_sub(self.body_bytes).filter(|more| *more > 0) else { return true };
        let mut counts = self.limits.lock();
        let free = MAX_BODY_BYTES - counts.all.body_bytes;
        let usage = counts.clients.entry(self.client).or_default();
        if more > free || usage.body_bytes * SHARE >= free + usage.body_bytes {
            return false;
        }
        usage.body_bytes += more;
        counts.all.body_bytes += more;
        self.body_bytes = bytes;
        true
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut counts = self.limits.lock();
        let release = |usage: &mut Usage| {
            usage.requests -= 1;
            usage.slots -= usize::from(self.has_slot);
            usage.body_bytes -= self.body_bytes;
        };
        release(&mut counts.all);
        if let Some(usage) = counts.clients.get_mut(&self.client) {
            release(usage);
            if usage.requests == 0 {
                counts.clients.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(number: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, number])
    }

    #[test]
    fn few_clients_never_take_all_slots() {
        let limits = Arc::new(Limits::default());
        let mut held = Vec::new();
        for number in 0..20 {
            while let Some(mut admission) = limits.enter(client(number))
                && admission.take_slot()
            {
                held.push(admission);
            }
        }
        assert!(limits.is_ready());
        assert!(limits.enter(client(200)).is_some_and(|mut admission| admission.take_slot()));
        drop(held);
        assert!(limits.lock().clients.is_empty());
    }

    #[test]
    fn few_clients_never_take_all_memory_of_bodies() {
        let limits = Arc::new(Limits::default());
        let mut held = Vec::new();
        for number in 0..10 {
            while let Some(mut admission) = limits.enter(client(number))
                && admission.reserve_body(1024 * 1024)
            {
                held.push(admission);
            }
        }
        assert!(limits.enter(client(200)).is_some_and(|mut admission| admission.reserve_body(1024 * 1024)));
        drop(held);
        assert_eq!(limits.lock().all.body_bytes, 0);
    }
}
