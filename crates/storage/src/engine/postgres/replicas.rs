//! Replicas that answer reads as the primary would.
//!
//! Before a read, the primary is asked how far its log is written: everything that anybody was told is committed, at
//! whichever server, is up to there. A replica that has replayed as much shows all of it. So nobody has to remember who
//! wrote what: neither servers, which would have to tell each other, nor clients, of which programs keep no cookies.
//! That holds for what one changes in another tab and for what others share, too. The price is one small question at
//! the primary, which all reads that a server has at the same moment share (`question.rs`). While a replica is behind
//! for longer than a read can wait, the primary answers for it.

mod question;
mod replica;

use self::question::Question;
use self::replica::{Replica, Standing, look};
use super::hosts::parse_each;
use super::{Lease, Postgres, prepare};
use crate::error::Error;
use deadpool_postgres::Object;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_postgres::Row;

/// How often it is looked how the replicas are.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long the primary may take to say how far it is.
const WAIT: Duration = Duration::from_secs(1);

/// What is on the disk is what commits were told for, unless they don't wait for the disk.
const WRITTEN: &str = "SELECT pg_wal_lsn_diff(CASE WHEN current_setting('synchronous_commit') = 'off' \
    THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END, '0/0')::bigint";

/// The replicas of a primary.
pub struct Replicas {
    primary: Arc<Postgres>,
    identity: String,
    all: Vec<Arc<Replica>>,
    written: Question,
    turn: AtomicUsize,
    primary_reads: AtomicU64,
}

/// What became of the replicas.
pub struct ReplicaFigures {
    /// The reads that the primary answered in their place.
    pub primary_reads: u64,
    /// Each of them.
    pub replicas: Vec<ReplicaFigure>,
}

/// What became of one replica.
pub struct ReplicaFigure {
    /// Its host and port.
    pub name: String,
    /// Whether it answers reads now.
    pub is_ready: bool,
    /// Bytes of the log that it lacked when it was looked at last.
    pub lag_bytes: i64,
    /// Seconds since it had everything.
    pub lag_seconds: f64,
    /// The reads that it has answered.
    pub reads: u64,
}

/// Refuses a URL that can't be read, or whose files can't.
pub fn check_url(url: &str) -> Result<(), Error> {
    parse_each(url)?.1.client_config().map(drop)
}

impl Replicas {
    /// Looks at all of them once, and from then on every second.
    pub async fn open(url: &str, primary: Arc<Postgres>, max_connections: usize) -> Result<Arc<Self>, Error> {
        let (each, tls) = parse_each(url)?;
        let all = each.into_iter().map(|(name, config)| {
            let replica = Replica::new(name, config, &tls, max_connections)?;
            Ok(Arc::new(replica))
        });
        let all: Vec<_> = all.collect::<Result<_, Error>>()?;
        let away = || Error::Unavailable("the primary can't be asked for its system identifier".to_owned());
        let identity = look(&primary).await.ok_or_else(away)?.identity;
        let (written, turn, primary_reads) = (Question::default(), AtomicUsize::new(0), AtomicU64::new(0));
        let this = Arc::new(Self { primary, identity, all, written, turn, primary_reads });
        let written = this.written().await.ok_or_else(away)?;
        for replica in &this.all {
            if replica.look(&this.identity, written).await == Standing::Foreign {
                let message = format!("{} isn't a replica of this database", replica.name);
                return Err(Error::Database(message));
            }
        }
        tokio::spawn(keep_looking(Arc::downgrade(&this)));
        Ok(this)
    }

    /// A connection to a replica that has everything that was committed before this moment.
    pub async fn lease(&self) -> Option<(Lease, Arc<Replica>)> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let number = self.all.len();
        let in_turn = (0..number).map(|at| &self.all[turn.wrapping_add(at) % number]);
        let ready: Vec<_> = in_turn.filter(|replica| replica.is_ready()).collect();
        if ready.is_empty() {
            return None;
        }
        let written = self.written().await?;
        for replica in ready {
            if let Some(lease) = replica.lease(written).await {
                return Some((lease, Arc::clone(replica)));
            }
        }
        None
    }

    /// The primary has answered a read.
    pub fn answered_by_primary(&self) {
        self.primary_reads.fetch_add(1, Ordering::Relaxed);
    }

    /// What became of them so far.
    pub fn figures(&self) -> ReplicaFigures {
        let replicas = self.all.iter().map(|replica| {
            let (lag_bytes, lag_seconds, reads) = replica.figures();
            ReplicaFigure { name: replica.name.clone(), is_ready: replica.is_ready(), lag_bytes, lag_seconds, reads }
        });
        let primary_reads = self.primary_reads.load(Ordering::Relaxed);
        ReplicaFigures { primary_reads, replicas: replicas.collect() }
    }

    /// How far the primary's log is written.
    async fn written(&self) -> Option<i64> {
        self.written.ask(self.primary.number(WRITTEN, WAIT)).await
    }
}

/// Looks how the replicas are until nobody uses them.
async fn keep_looking(replicas: Weak<Replicas>) {
    loop {
        sleep(INTERVAL).await;
        let Some(this) = replicas.upgrade() else { return };
        // Without a primary, there is nothing to compare with, and nobody to say who may read.
        let Some(written) = this.written().await else { continue };
        for replica in &this.all {
            replica.look(&this.identity, written).await;
        }
    }
}

impl Postgres {
    /// The one number that a statement gives, if it comes in time.
    async fn number(&self, sql: &str, limit: Duration) -> Option<i64> {
        self.row(sql, limit).await?.try_get(0).ok()
    }

    /// The one row that a statement gives, if it comes in time. It stays on the runtime, because handing it to a thread
    /// that may block would cost more than it does.
    async fn row(&self, sql: &str, limit: Duration) -> Option<Row> {
        let client = self.pool.get().await.ok()?;
        let ask = async {
            let statement = prepare(&client, sql, 0).await.ok()?;
            client.query_one(&statement, &[]).await.ok()
        };
        let Ok(Some(row)) = timeout(limit, ask).await else {
            drop(Object::take(client));
            return None;
        };
        Some(row)
    }
}
