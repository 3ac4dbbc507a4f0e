//! What becomes of the files of each service, through the public interface.

mod imdb;
mod letterboxd;
mod support;
mod trakt;
mod tv_time;
mod zips;
