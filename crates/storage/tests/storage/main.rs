//! The storage functions, each tested on SQLite and on PostgreSQL.

mod audit_events;
mod backups;
mod batch;
mod changes;
mod common;
mod copies;
mod diary;
mod encryption;
mod expiry;
mod idempotency;
mod images;
mod import;
mod jobs;
mod labels;
mod lists;
mod lists_found;
mod migrate;
mod movies;
mod movies_found;
mod movies_list;
mod movies_search;
mod secrets;
mod sessions;
mod setup;
mod shared_commits;
mod signing_keys;
#[cfg(unix)]
mod statistics;
mod tags;
mod tls;
mod transactions;
mod trash;
mod users;
mod views;
mod watches;
mod watchlists;
