//! Secrets, and who may do what: no routes.

pub mod access_tokens;
pub mod callers;
pub mod client_info;
pub mod guesses;
pub mod lifetimes;
pub mod passwords;
pub mod provider;
pub mod rate_limits;
pub mod refresh_tokens;
pub mod refusals;
pub mod secrets;
