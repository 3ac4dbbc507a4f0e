//! PostgreSQL: a bounded pool; each connection used by one closure at a time.

mod answer;
mod connector;
mod failure;
mod hosts;
mod replicas;
mod sending;
mod tls;
mod url;

pub use self::replicas::{ReplicaFigures, Replicas, check_url};

use self::failure::Failure;
use self::sending::{MOST_UNSENT, Unsent, send_before};
use self::tls::TlsOptions;
use super::Work;
use super::answer::Answer;
use super::row::Row;
use super::stored_value::StoredValue;
use super::value::{Param, Value};
use crate::error::Error;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::TryStreamExt;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Statement};

/// The oldest version that the statements are written for.
const MIN_VERSION: i64 = 14;
/// How long a request waits for a free connection, and for a new one to be made.
const WAIT: Duration = Duration::from_secs(3);
/// The server did not even say that it gave up: its machine is gone.
const SILENCE: Duration = Duration::from_secs(8);
/// How long a migration may take, waiting for those of other processes included, and a statement that somebody typed.
const LONG_SILENCE: Duration = Duration::from_hours(6);
/// Prepared statements that a connection may hold; lists with filters come in many forms.
const STATEMENTS: usize = 256;

/// A pool of connections to a server, or to the one of several that accepts writing.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Opens a pool and makes a first connection, to see that the server will do.
    pub async fn open(url: &str, max_connections: usize) -> Result<Self, Error> {
        let (config, tls) = url::parse(url)?;
        let this = Self::new(config, &tls, max_connections, WAIT)?;
        let client = this.pool.get().await.map_err(|error| connector::explained(error.into()))?;
        let row = client.query_one("SELECT current_setting('server_version_num')::bigint", &[]).await?;
        drop(client);
        check_version(row.try_get::<_, i64>(0)? / 10_000)?;
        Ok(this)
    }

    /// A pool that has no connection yet, and in which each step of getting one may take so long.
    fn new(config: Config, tls: &TlsOptions, max_connections: usize, wait: Duration) -> Result<Self, Error> {
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let connector = connector::Connector::new(tls.client_config()?);
        let manager = Manager::from_connect(config, connector, manager_config);
        let pool = Pool::builder(manager)
            .max_size(max_connections.max(1))
            .wait_timeout(Some(wait))
            .create_timeout(Some(wait))
            .recycle_timeout(Some(wait))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Database(error.to_string()))?;
        Ok(Self { pool })
    }

    /// Waits for a connection for this work.
    pub async fn lease(&self, work: Work) -> Result<Lease, Error> {
        let silence = if work.may_take_long() { LONG_SILENCE } else { SILENCE };
        let client = Some(self.pool.get().await?);
        let runtime = Handle::current();
        Ok(Lease { client, runtime, work, silence, in_transaction: false, broken: false, unsent: Vec::new() })
    }
}

/// A connection while one closure has it. Dropped without a commit, it rolls back.
pub struct Lease {
    client: Option<Object>,
    runtime: Handle,
    work: Work,
    /// How long an answer may take before the server counts as gone.
    silence: Duration,
    /// Whether the server knows of the transaction.
    in_transaction: bool,
    broken: bool,
    /// What is yet to be sent.
    unsent: Vec<Unsent>,
}

impl Lease {
    /// Begins the transaction. A read needs none: each statement sees one moment by itself.
    pub fn begin(&mut self) -> Result<(), Error> {
        if self.work == Work::Read {
            return Ok(());
        }
        self.unsent.push(Unsent::Begin(match self.work {
            Work::Snapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Work::ReadTyped => "BEGIN READ ONLY",
            _ => "BEGIN",
        }));
        if self.work.may_take_long() {
            self.batch("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?;
        }
        Ok(())
    }

    /// Ends the transaction, keeping what it wrote.
    pub fn commit(&mut self) -> Result<(), Error> {
        if self.in_transaction || self.unsent.len() > 1 {
            self.batch("COMMIT")?;
            self.in_transaction = false;
        }
        // A transaction of nothing.
        self.unsent.clear();
        Ok(())
    }

    /// Has a statement run whose outcome nobody reads.
    pub fn send(&mut self, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
        let values = params.iter().map(|param| StoredValue::from(param.value())).collect();
        self.unsent.push(Unsent::Statement(sql.to_owned(), values));
        if self.unsent.len() < MOST_UNSENT { Ok(()) } else { self.wait(async |_| Ok(())) }
    }

    /// The rows of a statement.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let values: Vec<Value<'_>> = params.iter().map(|param| param.value()).collect();
        let rows = self.wait(async |client| {
            let statement = prepare(client, sql, values.len()).await?;
            Ok(client.query(&statement, &references(&values)).await?)
        })?;
        rows.iter().map(|row| read(&Row::Postgres(row))).collect()
    }

    /// Gives a closure each row of a statement, as they come.
    pub fn for_each(&mut self, sql: &str, mut each: impl FnMut(&Row<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let mut outcome = Ok(());
        self.wait(async |client| {
            let none: [Value<'_>; 0] = [];
            let mut rows = pin!(client.query_raw(sql, none).await?);
            while let Some(row) = rows.try_next().await? {
                outcome = each(&Row::Postgres(&row));
                if outcome.is_err() {
                    break;
                }
            }
            Ok(())
        })?;
        outcome
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        let values: Vec<Value<'_>> = params.iter().map(|param| param.value()).collect();
        self.wait(async |client| {
            let statement = prepare(client, sql, values.len()).await?;
            Ok(client.execute(&statement, &references(&values)).await?)
        })
    }

    /// Runs a statement that somebody typed.
    pub fn answer(&mut self, sql: &str) -> Result<Answer, Error> {
        self.wait(async |client| Ok(answer::answer(client, sql).await?))
    }

    /// Runs several statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.wait(async |client| Ok(client.batch_execute(sql).await?))
    }

    /// Waits for the server, but not for ever. A connection that turned out bad is not used again.
    fn wait<T>(&mut self, ask: impl AsyncFnOnce(&Object) -> Result<T, Failure>) -> Result<T, Error> {
        let Some(client) = self.client.as_ref().filter(|_| !self.broken) else {
            return Err(Error::Unavailable("the connection was lost".to_owned()));
        };
        let unsent = std::mem::take(&mut self.unsent);
        self.in_transaction |= !unsent.is_empty() && self.work != Work::Read;
        let answer = self.runtime.block_on(within(self.silence, send_before(client, &unsent, ask(client))));
        if let Err(failure) = &answer {
            self.broken = failure.breaks_connection() || client.is_closed();
        }
        answer.map_err(Failure::into_error)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.unsent.clear();
        let rolled_back = !self.in_transaction || self.batch("ROLLBACK").is_ok();
        let Some(client) = self.client.take() else { return };
        if self.broken || !rolled_back {
            tracing::warn!("a connection to PostgreSQL is given up");
            drop(Object::take(client));
        }
    }
}

async fn within<T>(limit: Duration, answer: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::time::timeout(limit, answer).await.unwrap_or(Err(Failure::Silence))
}

async fn prepare(client: &Object, sql: &str, values: usize) -> Result<Statement, Failure> {
    if client.statement_cache.size() >= STATEMENTS {
        client.statement_cache.clear();
    }
    let statement = client.prepare_cached(sql).await?;
    // The driver would panic.
    if statement.params().len() == values { Ok(statement) } else { Err(Failure::Parameters) }
}

fn references<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn check_version(version: i64) -> Result<(), Error> {
    if version >= MIN_VERSION {
        return Ok(());
    }
    let message = format!("The server is PostgreSQL {version}; {MIN_VERSION} or newer is needed.");
    Err(Error::Schema(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_server_is_refused() {
        assert_eq!(check_version(14), Ok(()));
        assert!(matches!(check_version(13), Err(Error::Schema(message)) if message.contains("14")));
    }
}
