//! The calls about films.

mod images;
mod labels;
mod log;
mod movies;
mod ratings;
mod statistics;
mod trash;
mod undo;
mod watches;
