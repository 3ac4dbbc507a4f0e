//! What comes in and goes out: imports and their rows, exports, whole accounts, and backups.

pub mod backups;
pub mod exports;
pub mod imports;
pub mod imports_query;
pub mod media_tracker;
pub mod rows;
pub mod users;
