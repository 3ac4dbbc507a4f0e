//! The calls about films.

mod movies;
mod watches;
