//! Everything that is stored: SQLite or PostgreSQL behind one thin layer.
//!
//! A [`Store`] runs a closure in a transaction, on a thread that may block; the closure gets a
//! [`Tx`] and calls the functions of the nouns ([`library::movies`], [`users`], …) with it. Nothing awaits
//! within, so a transaction never waits for a client, and a dropped request never leaves half of
//! one behind.
//!
//! Every function that touches somebody's films takes their id: what belongs to another account
//! simply isn't found.

pub mod accounts;
pub mod auth;
pub mod catalogue;
mod engine;
mod error;
pub mod idempotency;
pub mod jobs;
pub mod library;
pub mod migrate;
mod paging;
pub mod schema;
pub mod sealing;
pub mod secrets;
pub mod statements;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
pub mod users;

pub use engine::{Answer, Cell, Column, Engine, FromRow, Param, ReplicaFigures, Row, Store, Tx, Value};
pub use error::Error;
pub use paging::PORTION;
