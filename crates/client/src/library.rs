//! The calls about films.

mod labels;
mod log;
mod movies;
mod ratings;
mod statistics;
mod trash;
mod undo;
mod watches;
