//! `movietracker serve` and `healthcheck`.

mod backups;
pub mod healthcheck;
mod oidc;
pub mod serve;
