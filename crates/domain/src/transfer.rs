//! What comes in and goes out: imports and their rows, and exports.

pub mod exports;
pub mod imports;
pub mod imports_query;
pub mod rows;
