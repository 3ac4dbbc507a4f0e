//! Bringing films from elsewhere, and taking them along.

pub mod imports;
pub mod imports_query;
pub mod rows;
