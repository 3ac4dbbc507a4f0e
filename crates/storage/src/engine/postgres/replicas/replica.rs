//! One replica: whether it is of use, and how far it is.

use super::question::Question;
use crate::engine::Work;
use crate::engine::postgres::sending::Unsent;
use crate::engine::postgres::tls::TlsOptions;
use crate::engine::postgres::{Lease, Postgres};
use crate::engine::stored_value::StoredValue;
use crate::engine::value::Value;
use crate::error::Error;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::sleep;
use tokio_postgres::Config;

/// How long getting a connection to a replica may take: the primary answers otherwise.
const WAIT: Duration = Duration::from_secs(1);
/// How long a replica may take for a statement before it counts as gone, and its reader goes to the primary.
const SILENCE: Duration = Duration::from_secs(2);
/// How long a read waits for a replica that is a little behind.
const PATIENCE: Duration = Duration::from_millis(20);
/// How long until it is asked again how far it is.
const PAUSE: Duration = Duration::from_millis(1);

const LOOK: &str = "SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system())::text \
    || ' ' || current_database(), coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::bigint";
const REPLAYED: &str = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint";
/// Fails at a server that isn't as far. It goes out together with the read, so it costs no round trip, and it holds for
/// the very connection of the read: a replica that was started anew may be behind where it was.
const CHECK: &str = "SELECT 1 / CASE WHEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') >= CAST($1 AS bigint) \
    THEN 1 ELSE 0 END";

/// What a server says of itself.
pub struct Look {
    pub is_standby: bool,
    /// Which database it is, the same at the primary and at all replicas.
    pub identity: String,
    replayed: i64,
}

/// Whether a replica is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has looked yet.
    New,
    /// It answers reads.
    Ready,
    /// It lacks what the primary had some time ago.
    Behind,
    /// It doesn't answer, or has failed a read.
    Away,
    /// It takes writes: it is the primary, or was promoted.
    NoStandby,
    /// It is the replica of another database.
    Foreign,
}

/// What was noticed when it was looked at last.
struct Noticed {
    standing: Standing,
    lag_bytes: i64,
    behind_since: Option<Instant>,
}

/// One replica.
pub struct Replica {
    /// Its host and port.
    pub name: String,
    postgres: Postgres,
    noticed: Mutex<Noticed>,
    /// How far it is at least.
    replayed: AtomicI64,
    progress: Question,
    reads: AtomicU64,
}

impl Replica {
    /// One that nothing is known of.
    pub fn new(name: String, config: Config, tls: &TlsOptions, max_connections: usize) -> Result<Self, Error> {
        let noticed = Mutex::new(Noticed { standing: Standing::New, lag_bytes: 0, behind_since: None });
        let postgres = Postgres::new(config, tls, max_connections, WAIT)?;
        let (replayed, reads) = (AtomicI64::new(0), AtomicU64::new(0));
        Ok(Self { name, postgres, noticed, replayed, progress: Question::default(), reads })
    }

    /// Whether it answers reads, as far as is known.
    pub fn is_ready(&self) -> bool {
        self.noticed().standing == Standing::Ready
    }

    /// How many bytes and seconds it is behind, and how many reads it has answered.
    pub fn figures(&self) -> (i64, f64, u64) {
        let noticed = self.noticed();
        let seconds = noticed.behind_since.map_or(0.0, |since| since.elapsed().as_secs_f64());
        (noticed.lag_bytes, seconds, self.reads.load(Ordering::Relaxed))
    }

    /// Looks how it is: the database that it must be a replica of, and where the primary is.
    pub async fn look(&self, identity: &str, written: i64) -> Standing {
        let standing = match look(&self.postgres).await {
            None => Standing::Away,
            Some(look) if look.identity != identity => Standing::Foreign,
            Some(look) if !look.is_standby => Standing::NoStandby,
            Some(look) => {
                // It may be another server than before, and not as far.
                self.replayed.store(look.replayed, Ordering::SeqCst);
                self.standing_at(written).await
            }
        };
        self.stand(standing);
        let mut noticed = self.noticed();
        noticed.lag_bytes = (written - self.replayed.load(Ordering::SeqCst)).max(0);
        noticed.behind_since =
            if standing == Standing::Ready { None } else { noticed.behind_since.or_else(|| Some(Instant::now())) };
        standing
    }

    /// A connection, once it has everything up to this place.
    pub async fn lease(&self, written: i64) -> Option<Lease> {
        let standing = self.standing_at(written).await;
        if standing != Standing::Ready {
            self.stand(standing);
            return None;
        }
        let mut lease = match self.postgres.lease(Work::Read).await {
            Ok(lease) => lease,
            Err(error) => {
                self.failed(&error);
                return None;
            }
        };
        lease.silence = SILENCE;
        lease.unsent.push(Unsent::Statement(CHECK.to_owned(), vec![StoredValue::from(Value::Int(written))]));
        Some(lease)
    }

    /// Waits a moment until it has everything up to this place.
    async fn standing_at(&self, written: i64) -> Standing {
        let start = Instant::now();
        while self.replayed.load(Ordering::SeqCst) < written {
            if start.elapsed() >= PATIENCE {
                return Standing::Behind;
            }
            let asked = self.progress.ask(self.postgres.number(REPLAYED, WAIT)).await;
            let Some(replayed) = asked else { return Standing::Away };
            if self.replayed.fetch_max(replayed, Ordering::SeqCst).max(replayed) < written {
                sleep(PAUSE).await;
            }
        }
        Standing::Ready
    }

    /// It has answered a read.
    pub fn answered(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// It has failed a read: it gets no more until it was looked at again.
    pub fn failed(&self, error: &Error) {
        tracing::debug!(replica = self.name, %error, "a replica failed a read, and the primary is asked");
        self.stand(Standing::Away);
    }

    fn stand(&self, standing: Standing) {
        let before = std::mem::replace(&mut self.noticed().standing, standing);
        if before == standing {
            return;
        }
        let replica = self.name.as_str();
        match standing {
            Standing::New => {}
            Standing::Ready => tracing::info!(replica, "the replica answers reads"),
            Standing::Behind => tracing::info!(replica, "the replica is behind: the primary answers its reads"),
            Standing::Away => tracing::warn!(replica, "the replica is away: the primary answers its reads"),
            Standing::NoStandby => tracing::info!(replica, "the server takes writes, so it isn't used as a replica"),
            Standing::Foreign => tracing::error!(replica, "it isn't a replica of this database, and isn't used"),
        }
    }

    fn noticed(&self) -> MutexGuard<'_, Noticed> {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks a server what it is.
pub async fn look(postgres: &Postgres) -> Option<Look> {
    let row = postgres.row(LOOK, WAIT).await?;
    let (is_standby, identity, replayed) = (row.try_get(0).ok()?, row.try_get(1).ok()?, row.try_get(2).ok()?);
    Some(Look { is_standby, identity, replayed })
}
