//! The films of each owner, and when they watched them.

pub mod import;
pub mod labels;
pub mod movies;
pub mod trash;
pub mod watches;
