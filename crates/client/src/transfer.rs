//! Bringing films from elsewhere, and taking them along.

pub mod exports;
mod imports;
mod users;
