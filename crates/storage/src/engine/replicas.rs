//! Reads that go to a replica where there is one.

use super::postgres::{self, ReplicaFigures};
use super::tx::{Lease, Tx};
use super::{Inner, Store, blocking};
use crate::error::Error;
use std::sync::Arc;

impl Store {
    /// Has reads go to replicas of this PostgreSQL, too: see [`Store::read_at_replica`]. Each host of the URL is one,
    /// with at most so many connections. One that is away is used once it is back.
    ///
    /// # Errors
    /// When the store isn't PostgreSQL, the URL can't be read, or a host has another database.
    pub async fn with_replicas(mut self, url: &str, max_connections: usize) -> Result<Self, Error> {
        let Inner::Postgres(primary) = &self.inner else {
            return Err(Error::Database("only PostgreSQL has replicas".to_owned()));
        };
        self.replicas = Some(postgres::Replicas::open(url, Arc::clone(primary), max_connections).await?);
        Ok(self)
    }

    /// Refuses a URL of replicas that can't be read, or whose files can't; connects to none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_replica_url(url: &str) -> Result<(), Error> {
        postgres::check_url(url)
    }

    /// What became of the replicas, if there are any.
    pub fn replica_figures(&self) -> Option<ReplicaFigures> {
        self.replicas.as_ref().map(|replicas| replicas.figures())
    }

    /// Does as [`Store::read`] for a closure that reads much: at a replica, if one has everything that was committed
    /// when this was called. So it sees what a read at the primary would, in whichever way and at whichever server
    /// that was written. If a replica fails, the closure runs again, at the primary.
    ///
    /// # Errors
    /// What the closure gives, or an [`Error`] of the database.
    pub async fn read_at_replica<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Some(replicas) = &self.replicas else { return self.read(f).await };
        let f = Arc::new(f);
        if let Some((lease, replica)) = replicas.lease().await {
            let (keyring, there) = (self.keyring(), Arc::clone(&f));
            let read = blocking(move || Ok::<_, Error>(Lease::Postgres(lease).try_read(keyring, &*there))).await?;
            match read {
                Ok(outcome) => {
                    replica.answered();
                    return outcome;
                }
                Err(error) => replica.failed(&error),
            }
        }
        replicas.answered_by_primary();
        self.read(move |tx| f(tx)).await
    }

    /// Whether there are replicas, at which it is better to read than right here.
    pub fn has_replicas(&self) -> bool {
        self.replicas.is_some()
    }
}
