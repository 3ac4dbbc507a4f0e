//! The films that people keep, and when they watched them.

pub mod batch;
pub mod changes;
pub mod images;
pub mod labels;
pub mod list_items;
pub mod lists;
pub mod lists_query;
pub mod log;
pub mod movies;
pub mod movies_query;
pub mod ratings;
pub mod statistics;
pub mod tags;
pub mod undo;
pub mod views;
pub mod watch_dates;
pub mod watches;
pub mod watches_query;
pub mod watchlists;
