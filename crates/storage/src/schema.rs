//! The schema, declared once: tables with their columns, keys, checks and indexes.
//!
//! From it come the columns that each entity is read from and written to (`entity!`, `insert!`, `update!`), and
//! the migrations: `cargo xtask migration generate NAME` compares it with what the migrations make so far and writes
//! the next one. Comments on columns stand here; those in migrations are not kept in step.

mod accounts;
mod auth;
mod changes;
mod entity;
mod jobs;
mod library;
mod lists;
mod matches;
mod search;
mod statement;
mod table;
mod text;
mod tmdb;
mod transfer;

pub use accounts::{
    AUDIT_EVENTS, AUDIT_HEAD, IDEMPOTENCY_KEYS, IDENTITIES, ONE_TIME_LINKS, SECRET_KEYS, SETTINGS, SETUP, USERS,
};
pub use auth::{
    API_TOKENS, KNOWN_DEVICES, OIDC_FLOWS, PASSKEY_CHALLENGES, PASSKEYS, RATE_LIMITS, RECOVERY_CODES, SESSIONS,
    SIGNING_KEYS, TOTP,
};
pub use changes::{CHANGE_COUNTERS, CHANGES, PENDING_CHANGES};
pub use jobs::{JOBS, SCHEDULES};
pub use library::{
    DISCOVER_DISMISSALS, IMAGES, MOVIE_GENRES, MOVIE_LOOKUPS, MOVIE_TAGS, MOVIES, RATINGS, SAVED_VIEWS, UNDOS, WATCHES,
    YEAR_LINKS,
};
pub use lists::{LIST_ITEMS, LIST_TAGS, LISTS};
pub use matches::{MOVIE_MATCH_RUNS, MOVIE_MATCHES, MOVIE_TITLES};
pub use table::{Action, Check, Column, Index, Kind, Literal, Reference, Table, Triggers, Unique};
pub use tmdb::{TMDB_AVAILABILITY, TMDB_COLLECTIONS, TMDB_FILLINGS, USER_SERVICES};
pub use transfer::{IMPORT_CHUNKS, IMPORT_EFFECTS, IMPORT_ROWS, IMPORTS};

pub(crate) use entity::{Both, Entity, Part, column_list, entity};
pub use search::{MOVIE_SEARCH, MOVIE_WORDS};
pub(crate) use statement::{insert, insert_by, insert_text, send_insert, send_update, update, update_by, update_text};
pub(crate) use text::{Text, concatenated, sql, utf8};

/// All tables, each after those that it refers to.
pub const TABLES: &[Table] = &[
    USERS,
    SESSIONS,
    SETUP,
    SIGNING_KEYS,
    MOVIES,
    MOVIE_SEARCH,
    MOVIE_WORDS,
    MOVIE_LOOKUPS,
    MOVIE_TITLES,
    MOVIE_MATCHES,
    MOVIE_MATCH_RUNS,
    TMDB_COLLECTIONS,
    TMDB_AVAILABILITY,
    TMDB_FILLINGS,
    USER_SERVICES,
    MOVIE_GENRES,
    MOVIE_TAGS,
    RATINGS,
    WATCHES,
    LISTS,
    LIST_TAGS,
    LIST_ITEMS,
    SAVED_VIEWS,
    YEAR_LINKS,
    DISCOVER_DISMISSALS,
    UNDOS,
    IMAGES,
    CHANGES,
    CHANGE_COUNTERS,
    PENDING_CHANGES,
    IDEMPOTENCY_KEYS,
    RATE_LIMITS,
    KNOWN_DEVICES,
    AUDIT_EVENTS,
    API_TOKENS,
    TOTP,
    RECOVERY_CODES,
    PASSKEYS,
    PASSKEY_CHALLENGES,
    SETTINGS,
    ONE_TIME_LINKS,
    IDENTITIES,
    OIDC_FLOWS,
    SECRET_KEYS,
    AUDIT_HEAD,
    JOBS,
    SCHEDULES,
    IMPORTS,
    IMPORT_CHUNKS,
    IMPORT_ROWS,
    IMPORT_EFFECTS,
];

/// The functions that hand-written triggers call on PostgreSQL.
pub const POSTGRES_FUNCTIONS: &[&str] = &[
    "audit_events_refuse",
    "change_counters_begin",
    "movie_words_change",
    "pending_changes_note",
    "pending_changes_note_trash",
    "pending_changes_number",
];

/// What the values of a column of this name are; nothing when there is no such column, or several of different kinds
/// besides the numbers of tables with one row.
pub fn kind_of(column: &str) -> Option<Kind> {
    let named = TABLES.iter().flat_map(|table| table.columns).filter(|it| it.name == column);
    let mut kinds = named.map(|it| it.kind).filter(|kind| !matches!(kind, Kind::SmallInt));
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}
