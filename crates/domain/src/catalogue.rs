//! The catalogue: the films of the world, as servers know them from datasets.

pub mod best;
pub mod collections;
pub mod credits;
pub mod movies;
pub mod people;
pub mod tmdb;
pub mod updates;
