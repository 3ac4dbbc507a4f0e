//! What becomes of the files of each service, through the public interface.

mod letterboxd;
mod support;
mod zips;
