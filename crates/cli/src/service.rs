//! `movietracker serve` and `healthcheck`.

pub mod healthcheck;
mod oidc;
pub mod serve;
