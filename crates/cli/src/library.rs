//! `movietracker import` and `seed`.

pub mod import;
pub mod seed;
