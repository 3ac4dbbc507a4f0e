//! Compares the declared schema (`storage::schema`) with what the migrations make, and writes the next migration from
//! the difference. For developers alone: `cargo xtask migration generate` runs it, and the tests do.
//!
//! Both sides are looked at where they are: the migrations in one scratch database, the declaration in another one,
//! made by its own statements. So an engine's own spelling of a condition or a default is no difference. What is
//! generated runs in the first one before it is written, up and down, so none is written that doesn't make the
//! declared schema, or doesn't lead back.

mod ddl;
mod declared;
mod generate;
mod inspect;
mod plan;
mod shape;

pub use generate::{Generated, generate};
pub use plan::Step;
pub use shape::{Shape, differences};

use anyhow::Result;
use storage::Store;
use storage::schema::Table;

/// The schema that a database has.
///
/// # Errors
/// When the database can't be read, or has something that can't be told.
pub async fn schema_of(store: &Store) -> Result<Shape> {
    inspect::inspect(store).await
}

/// The schema that these tables declare, made in an empty database and read from there.
///
/// # Errors
/// When the engine does not accept it.
pub async fn declared_schema(store: &Store, tables: &[Table]) -> Result<Shape> {
    declared::make(store, tables).await
}
