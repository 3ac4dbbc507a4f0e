//! The program from outside: as a process, with files and signals.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod support;

mod bringing;
mod canaries;
mod catalogue;
mod config;
mod deploy;
mod import;
mod logging;
mod lost_database;
mod migrate;
mod oidc;
mod query;
mod secret_key;
mod seed;
mod serve;
mod transfer;
mod users;
