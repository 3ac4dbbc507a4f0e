//! Bringing films from elsewhere, and taking them along.

pub mod import_effects;
pub mod import_rows;
pub mod imports;
pub mod known;
pub mod writing;
