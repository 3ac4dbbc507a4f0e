//! The time by the database's clock: those of servers may differ.

use super::{Engine, Tx};

/// The present.
pub fn now(tx: &Tx) -> &'static str {
    match tx.engine() {
        Engine::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        Engine::Postgres => "clock_timestamp()",
    }
}

/// The moment that is so many seconds after the present; `seconds` is an expression.
pub fn in_seconds(tx: &Tx, seconds: &str) -> String {
    match tx.engine() {
        Engine::Sqlite => format!("{} + {seconds} * 1000", now(tx)),
        Engine::Postgres => format!("clock_timestamp() + CAST({seconds} AS bigint) * interval '1 second'"),
    }
}
