//! The calls about films.

mod batch;
mod changes;
mod images;
mod labels;
mod list_items;
mod lists;
mod log;
mod movies;
mod ratings;
mod statistics;
mod tags;
mod trash;
mod undo;
mod views;
mod watches;
mod watchlists;
