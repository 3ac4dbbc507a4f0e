//! Databases for tests, on the PostgreSQL server that `TEST_DATABASE_URL` names.

use crate::engine::{Engine, Store, Tx, Work};
use crate::error::Error;
use crate::migrate;
use crate::sealing::SecretKey;
use crate::secrets;
use std::sync::atomic::{AtomicU32, Ordering};

/// Opens the secrets of a database whose tables are made, always with the same key.
///
/// # Panics
/// When they are sealed with another one.
pub async fn unlock(store: &Store) {
    let key = SecretKey::new(&[7; 32]);
    secrets::unlock(store, key, [8; 32]).await.expect("the secrets of a test can be opened");
}

/// What a line of a migration begins with that says what is still to be written.
pub const BY_HAND: &str = migrate::BY_HAND;

/// Runs a text as a migration is run.
///
/// # Errors
/// As a migration's: also when something of it is still to be written.
pub async fn apply(store: &Store, script: String) -> Result<(), Error> {
    store.run(Work::Migrate, move |tx| migrate::run_script(tx, "of a test", &script)).await
}

/// An empty database; deleted when it is dropped. (A schema of its own, really: that is made ten
/// times as fast.)
pub struct TestDatabase {
    /// Its state.
    pub url: String,
    admin_url: String,
    name: String,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When there is no server to make it on: the test can't go on then.
    pub async fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let admin_url = std::env::var("TEST_DATABASE_URL")
            .expect("TEST_DATABASE_URL must name a PostgreSQL server; `cargo xtask test` starts one and sets it");
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        // One may be left from a process of the same number that was killed.
        for sql in [format!("DROP SCHEMA IF EXISTS {name} CASCADE"), format!("CREATE SCHEMA {name}")] {
            run(&admin_url, sql).await.expect("a test database can be made");
        }
        let separator = if admin_url.contains('?') { '&' } else { '?' };
        Self { url: format!("{admin_url}{separator}options=-c%20search_path%3D{name}"), admin_url, name }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, sql) = (self.admin_url.clone(), format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name));
        // A thread of its own: the test's runtime can't wait in a drop.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(run(&url, sql)))
        });
        drop(thread.join());
    }
}

async fn run(url: &str, sql: String) -> Result<u64, Error> {
    let store = Store::open_postgres(url, 1).await?;
    store.write(move |tx| tx.execute(&sql, &[])).await
}

// The types of a moment differ.
const AGE_SQLITE: &str = "UPDATE sessions SET rotated_at = rotated_at - $1 * 1000";
const AGE_POSTGRES: &str = "UPDATE sessions SET rotated_at = rotated_at - CAST($1 AS bigint) * interval '1 second'";

/// Makes the generation of every session older by so many seconds: the database's clock can't be set.
///
/// # Errors
/// When the database can't be written.
pub fn age_sessions(tx: &mut Tx, seconds: i64) -> Result<u64, Error> {
    tx.execute(if tx.engine() == Engine::Sqlite { AGE_SQLITE } else { AGE_POSTGRES }, &[&seconds])
}

// As above.
const AGE_JOBS_SQLITE: [&str; 2] = [
    "UPDATE jobs SET due_at = due_at - $1 * 1000, finished_at = finished_at - $1 * 1000",
    "UPDATE schedules SET next_run_at = next_run_at - $1 * 1000",
];
const AGE_JOBS_POSTGRES: [&str; 2] = [
    "UPDATE jobs SET due_at = due_at - CAST($1 AS bigint) * interval '1 second',
        finished_at = finished_at - CAST($1 AS bigint) * interval '1 second'",
    "UPDATE schedules SET next_run_at = next_run_at - CAST($1 AS bigint) * interval '1 second'",
];

/// Lets so many seconds pass for jobs and schedules.
///
/// # Errors
/// When the database can't be written.
pub fn age_jobs(tx: &mut Tx, seconds: i64) -> Result<(), Error> {
    let statements = if tx.engine() == Engine::Sqlite { AGE_JOBS_SQLITE } else { AGE_JOBS_POSTGRES };
    statements.iter().try_for_each(|sql| tx.execute(sql, &[&seconds]).map(drop))
}
