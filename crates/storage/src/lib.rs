//! Everything that is stored: SQLite or PostgreSQL behind one thin layer.
//!
//! A [`Store`] runs a closure in a transaction, on a thread that may block; the closure gets a
//! [`Tx`] and calls the functions of the nouns ([`movies`], [`users`], …) with it. Nothing awaits
//! within, so a transaction never waits for a client, and a dropped request never leaves half of
//! one behind.
//!
//! Every function that touches somebody's films takes their id: what belongs to another account
//! simply isn't found.

mod audit_chain;
mod engine;
mod error;
mod paging;

pub mod api_tokens;
pub mod audit_events;
pub mod bin;
pub mod idempotency;
pub mod identities;
pub mod import;
pub mod known_devices;
pub mod labels;
pub mod migrate;
pub mod movies;
pub mod oidc_flows;
pub mod one_time_links;
pub mod passkeys;
pub mod rate_limits;
pub mod recovery_codes;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod signing_keys;
#[cfg(feature = "testing")]
pub mod testing;
pub mod totp;
pub mod users;
pub mod watches;

pub use engine::{Column, Engine, FromRow, Param, Row, Store, Tx, Value};
pub use error::Error;

/// The most rows that one call of a function that deletes what has expired deletes. It is called
/// again until it deletes fewer: other writers get their turn in between.
pub const PORTION: i64 = 500;
