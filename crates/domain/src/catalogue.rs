//! The catalogue: the films of the world, as servers know them from datasets.

pub mod addresses;
pub mod availability;
pub mod best;
pub mod collections;
pub mod credits;
pub mod discoveries;
pub mod matches;
pub mod movies;
pub mod people;
pub mod tmdb;
pub mod updates;
