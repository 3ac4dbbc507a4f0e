//! Refusals in the audit log: the first of a kind at once, those that follow within an hour in one line, so that a
//! flood of attempts doesn't fill the disk.

use crate::clock::Clock;
use crate::security::client_info::ClientInfo;
use domain::accounts::audit_events::AuditEvent;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Milliseconds for which refusals of a kind are counted together: an hour.
const INTERVAL: i64 = 3_600_000;
/// The kinds that are told apart within an hour; all others are counted as one.
const MAX_KINDS: usize = 256;

/// What makes refusals of one kind: the event, the account, and the address or network.
type Kind = (String, Option<String>, Option<IpAddr>);

/// The refusals of the present hour.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Kind, Repeated>>);

struct Repeated {
    /// The latest one.
    event: AuditEvent,
    /// How many are not in the log.
    count: i64,
    /// When the first of them was, by [`Clock::passed`].
    since: i64,
}

impl Refusals {
    /// Counts a refusal; gives the lines that are to be written now.
    pub fn note(&self, clock: &Clock, from: &ClientInfo, event: AuditEvent) -> Vec<AuditEvent> {
        let passed = clock.passed();
        let mut kinds = self.lock();
        let mut kind = (event.event.clone(), event.subject.clone(), Some(from.block()));
        let mut event = event;
        if kinds.len() >= MAX_KINDS && !kinds.contains_key(&kind) {
            kind = (kind.0, None, None);
            event = AuditEvent { subject: None, address: String::new(), client: String::new(), ..event };
        }
        let mut lines = Vec::new();
        match kinds.get_mut(&kind) {
            Some(repeated) if passed - repeated.since < INTERVAL => {
                repeated.count += 1;
                repeated.event = event;
            }
            found => {
                lines.extend(found.and_then(|repeated| line_of(clock, repeated)));
                lines.push(event.clone());
                kinds.insert(kind, Repeated { event, count: 0, since: passed });
            }
        }
        lines
    }

    /// The lines of what is over by now, or of all.
    pub fn take(&self, clock: &Clock, all: bool) -> Vec<AuditEvent> {
        let passed = clock.passed();
        let mut lines = Vec::new();
        self.lock().retain(|_, repeated| {
            let stays = !all && passed - repeated.since < INTERVAL;
            if !stays {
                lines.extend(line_of(clock, repeated));
            }
            stays
        });
        lines
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Kind, Repeated>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The line for those that were only counted.
fn line_of(clock: &Clock, repeated: &Repeated) -> Option<AuditEvent> {
    let event = AuditEvent { id: clock.id(), count: repeated.count, ..repeated.event.clone() };
    (repeated.count > 0).then_some(event)
}
