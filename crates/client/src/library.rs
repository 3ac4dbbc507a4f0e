//! The calls about films.

mod labels;
mod log;
mod movies;
mod ratings;
mod trash;
mod undo;
mod watches;
