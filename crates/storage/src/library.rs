//! The films of each owner, and when they watched them.

pub mod batch;
mod batches;
pub mod changes;
pub mod collections;
pub mod discoveries;
pub mod filling;
pub mod images;
pub mod import;
pub mod labels;
pub mod list_items;
pub mod lists;
pub mod log;
pub mod lookups;
pub(crate) mod many;
pub mod matches;
pub mod movies;
pub(crate) mod owners;
pub mod ratings;
pub mod statistics;
pub mod tags;
pub mod trash;
pub mod undo;
pub mod views;
pub mod watch_labels;
pub mod watches;
pub mod watchlists;
