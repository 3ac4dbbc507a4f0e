//! The groups of the API's calls in its document.

/// Tag of films, the trash, genres and tags.
pub const MOVIES: &str = "movies";
/// Tag of watches and the diary.
pub const WATCHES: &str = "watches";
/// Tag of accounts and signing in.
pub const SESSIONS: &str = "sessions";
/// Tag of what admins do.
pub const ADMINISTRATION: &str = "administration";
