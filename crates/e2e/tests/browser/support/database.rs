//! A PostgreSQL database of a story's own.

use super::settings;
use anyhow::{Context, Result};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use tokio_postgres::NoTls;

/// A database; dropping it deletes it.
pub struct Database {
    name: String,
    url: String,
}

impl Database {
    /// Makes an empty database.
    pub async fn create() -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("e2e_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let server = settings::database_url();
        execute(&server, &format!("CREATE DATABASE {name}")).await?;
        let mut url = url::Url::parse(&server).context("TEST_DATABASE_URL is no URL")?;
        url.set_path(&name);
        Ok(Self { name, url: url.into() })
    }

    /// Its state.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // On a thread of its own: this may run within another runtime.
        let deletion = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(execute(&settings::database_url(), &statement))
        });
        if !matches!(deletion.join(), Ok(Ok(()))) {
            eprintln!("the database {} was left behind", self.name);
        }
    }
}

async fn execute(url: &str, statement: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("TEST_DATABASE_URL is not there")?;
    let connection = tokio::spawn(connection);
    let result = client.batch_execute(statement).await;
    drop(client);
    let _ = connection.await;
    result.with_context(|| format!("{statement} failed"))
}
