//! Bringing films from elsewhere, and taking them along.

mod backups;
pub mod exports;
mod imports;
mod users;
