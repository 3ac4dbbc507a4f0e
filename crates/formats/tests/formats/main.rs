//! What becomes of the files of each service, through the public interface.

mod account;
mod criticker;
mod exports;
mod imdb;
mod kinds;
mod kinopoisk;
mod kodi;
mod letterboxd;
mod movary;
mod movie_tracker;
mod movielens;
mod mutations;
mod netflix;
mod ryot;
mod sheets;
mod simkl;
mod support;
mod tables;
mod tmdb;
mod trakt;
mod tv_time;
mod variants;
mod watcharr;
mod yamtrack;
mod zips;
