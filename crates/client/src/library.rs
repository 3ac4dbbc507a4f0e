//! The calls about films.

mod labels;
mod movies;
mod trash;
mod watches;
