//! `movietracker serve` and `healthcheck`.

mod backups;
pub mod healthcheck;
pub mod memory;
mod oidc;
mod replicas;
pub mod serve;
mod tmdb;
