//! The formats, a file for each.

pub(crate) mod columns;
mod criticker;
mod imdb;
mod kinopoisk;
mod kodi;
mod letterboxd;
mod media_tracker;
mod movary;
pub(crate) mod movie_tracker;
mod movielens;
mod netflix;
mod ryot;
mod simkl;
mod tmdb;
mod trakt;
mod tv_time;
mod watcharr;
mod yamtrack;

use crate::format::Format;
use serde::Serialize;

/// All formats. A file is read by the first that recognises it; the last takes any table.
pub(crate) static FORMATS: &[&dyn Format] = &[
    &movie_tracker::MovieTracker,
    &letterboxd::Letterboxd,
    &imdb::Imdb,
    &trakt::Trakt,
    &tv_time::TvTime,
    &tmdb::Tmdb,
    &simkl::Simkl,
    &netflix::Netflix,
    &movielens::MovieLens,
    &movary::Movary,
    &yamtrack::Yamtrack,
    &watcharr::Watcharr,
    &ryot::Ryot,
    &media_tracker::MediaTracker,
    &kinopoisk::Kinopoisk,
    &criticker::Criticker,
    &kodi::Kodi,
    &columns::Columns,
];

/// What a format is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FormatName {
    /// In the API: `letterboxd`.
    pub name: &'static str,
    /// For people: “Letterboxd”.
    pub title: &'static str,
}

/// All formats that are read.
pub fn formats() -> Vec<FormatName> {
    FORMATS.iter().map(|format| FormatName { name: format.name(), title: format.title() }).collect()
}
