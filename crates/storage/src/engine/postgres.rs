//! PostgreSQL: a bounded pool; each connection used by one closure at a time.

use super::Work;
use super::row::Row;
use super::value::{Param, Value};
use crate::error::Error;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::future::Future;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls, Statement};

/// The oldest version that the statements are written for.
const MIN_VERSION: i64 = 14;
/// How long a request waits for a free connection, and for a new one to be made.
const WAIT: Duration = Duration::from_secs(3);
/// Settings of each session; the server gives up on a statement after 5 s.
const OPTIONS: &str = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC";
/// The server did not even say that it gave up: its machine is gone.
const SILENCE: Duration = Duration::from_secs(8);
/// How long a migration may take, waiting for those of other processes included.
const MIGRATION_SILENCE: Duration = Duration::from_hours(6);
/// Prepared statements that a connection may hold; lists with filters come in many forms.
const STATEMENTS: usize = 256;

/// A pool of connections to a server, or to the one of several that accepts writing.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Opens a pool and makes a first connection, to see that the server will do.
    pub async fn open(url: &str, max_connections: usize) -> Result<Self, Error> {
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(parse_url(url)?, NoTls, manager_config);
        let pool = Pool::builder(manager)
            .max_size(max_connections.max(1))
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .recycle_timeout(Some(WAIT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Database(error.to_string()))?;
        let row = pool.get().await?.query_one("SELECT current_setting('server_version_num')::bigint", &[]).await?;
        check_version(row.try_get::<_, i64>(0)? / 10_000)?;
        Ok(Self { pool })
    }

    /// Waits for a connection for this work.
    pub async fn lease(&self, work: Work) -> Result<Lease, Error> {
        let client = Some(self.pool.get().await?);
        Ok(Lease { client, runtime: Handle::current(), work, in_transaction: false, broken: false })
    }
}

/// A connection while one closure has it. Dropped without a commit, it rolls back.
pub struct Lease {
    client: Option<Object>,
    runtime: Handle,
    work: Work,
    in_transaction: bool,
    broken: bool,
}

impl Lease {
    /// Begins the transaction. A read needs none: each statement sees one moment by itself.
    pub fn begin(&mut self) -> Result<(), Error> {
        if self.work == Work::Read {
            return Ok(());
        }
        self.in_transaction = true;
        self.batch("BEGIN")?;
        if self.work == Work::Migrate {
            self.batch("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?;
        }
        Ok(())
    }

    /// Ends the transaction, keeping what it wrote.
    pub fn commit(&mut self) -> Result<(), Error> {
        if self.in_transaction {
            self.batch("COMMIT")?;
            self.in_transaction = false;
        }
        Ok(())
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

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        let values: Vec<Value<'_>> = params.iter().map(|param| param.value()).collect();
        self.wait(async |client| {
            let statement = prepare(client, sql, values.len()).await?;
            Ok(client.execute(&statement, &references(&values)).await?)
        })
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
        let silence = if self.work == Work::Migrate { MIGRATION_SILENCE } else { SILENCE };
        let answer = self.runtime.block_on(within(silence, ask(client)));
        if let Err(failure) = &answer {
            self.broken = failure.breaks_connection() || client.is_closed();
        }
        answer.map_err(Failure::into_error)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let rolled_back = !self.in_transaction || self.batch("ROLLBACK").is_ok();
        let Some(client) = self.client.take() else { return };
        if self.broken || !rolled_back {
            tracing::warn!("a connection to PostgreSQL is given up");
            drop(Object::take(client));
        }
    }
}

/// What can come instead of an answer.
enum Failure {
    Driver(tokio_postgres::Error),
    Parameters,
    Silence,
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl Failure {
    /// Whether the connection is of no more use: the server is silent, became a standby, or knows
    /// our prepared statements by an older schema.
    fn breaks_connection(&self) -> bool {
        match self {
            Self::Driver(error) => {
                let useless = [&SqlState::READ_ONLY_SQL_TRANSACTION, &SqlState::FEATURE_NOT_SUPPORTED];
                error.is_closed() || error.code().is_some_and(|code| useless.contains(&code))
            }
            Self::Parameters => false,
            Self::Silence => true,
        }
    }

    fn into_error(self) -> Error {
        match self {
            Self::Driver(error) => error.into(),
            Self::Parameters => Error::Database("a statement has other parameters than values".to_owned()),
            Self::Silence => Error::Unavailable("the server does not answer".to_owned()),
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

/// Reads the URL, and sets what it leaves open.
fn parse_url(url: &str) -> Result<Config, Error> {
    let no_tls = || {
        let message = "connections with TLS are not supported yet: use sslmode=disable or sslmode=prefer, \
                       over a network that you trust or a tunnel";
        Error::Database(message.to_owned())
    };
    if url.contains("sslmode=verify-") {
        return Err(no_tls());
    }
    // The driver's texts name the parameter at fault, never its value.
    let mut config: Config = url.parse().map_err(|error| Error::Database(format!("the database URL: {error}")))?;
    if config.get_ssl_mode() == SslMode::Require {
        return Err(no_tls());
    }
    if config.get_application_name().is_none() {
        config.application_name("movietracker");
    }
    if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(2));
    }
    // Those of the URL come later, and so they win.
    let options = format!("{OPTIONS} {}", config.get_options().unwrap_or_default());
    config.options(options.trim_end());
    config.keepalives_idle(Duration::from_secs(15)).keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(15));
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        match parse_url(url) {
            Err(Error::Database(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_url_that_demands_tls_is_refused_and_not_weakened() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let message = refusal(&format!("postgresql://ana:secret@db.example/films?sslmode={mode}"));
            assert!(message.contains("TLS") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_is_refused_without_its_password() {
        for url in [
            "postgresql://ana:secret@db.example:port/films",
            "mysql://ana:secret@db/x",
            "postgresql://a:secret@h/d?x=secret",
        ] {
            assert!(!refusal(url).contains("secret"), "{url}");
        }
    }

    #[test]
    fn of_several_hosts_the_one_that_accepts_writing_is_taken() {
        let config = parse_url("postgresql://a,b/films").unwrap();
        assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!(config.get_application_name(), Some("movietracker"));
    }

    #[test]
    fn options_of_the_url_come_last() {
        let config = parse_url("postgresql://a/films?options=-c%20statement_timeout%3D1s").unwrap();
        assert!(config.get_options().unwrap().ends_with("-c statement_timeout=1s"));
    }

    #[test]
    fn an_old_server_is_refused() {
        assert_eq!(check_version(14), Ok(()));
        assert!(matches!(check_version(13), Err(Error::Schema(message)) if message.contains("14")));
    }
}
