//! Reads the schema of a database.

mod create_table;
mod postgres;
mod sqlite;

use crate::shape::Shape;
use anyhow::Result;
use storage::{Engine, Error, Store};

/// The schema that a database has.
pub async fn inspect(store: &Store) -> Result<Shape> {
    let read = match store.engine() {
        Engine::Sqlite => sqlite::read,
        Engine::Postgres => postgres::read,
    };
    Ok(store.read::<_, Error, _>(read).await?)
}
