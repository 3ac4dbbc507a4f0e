//! What comes in and goes out: imports and their rows, exports, and whole accounts.

pub mod exports;
pub mod imports;
pub mod imports_query;
pub mod rows;
pub mod users;
