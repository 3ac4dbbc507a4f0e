//! `movietracker serve` and `healthcheck`.

pub mod healthcheck;
pub mod memory;
mod oidc;
pub mod serve;
