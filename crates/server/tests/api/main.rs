//! The API from outside: through the real client, and by raw requests for what no client sends.
//! Whatever touches data runs on both engines.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod support;

mod account;
mod api_tokens;
mod audit_events;
mod authority;
mod backups;
mod batch;
mod changes;
mod changes_events;
mod compression;
mod connections;
mod documentation;
mod edge;
mod exports;
mod heads;
mod hostile;
mod hostile_bodies;
mod hostile_tokens;
mod housekeeping;
mod idempotency;
mod images;
mod images_hostile;
mod imports;
mod imports_interrupted;
mod instances;
mod invites;
mod jobs;
mod labels;
mod lists;
mod lists_shared;
mod log;
mod logs;
mod matrix;
mod movies;
mod movies_list;
mod oidc;
mod passkeys;
mod password_resets;
mod rate_limits;
mod ratings;
mod registration;
mod sessions;
mod sessions_shared;
mod setup;
mod statistics;
mod tags;
mod totp;
mod trash;
mod undo;
mod users;
mod views;
mod watches;
mod watchlists;
