//! Films: what is kept of each, and the rules for it.

mod movie;

pub use movie::{Movie, MovieSummary};

use crate::field_errors::FieldErrors;
use crate::library::ratings::Rating;
use crate::library::watch_dates::{WatchDate, watch_date};
use crate::library::watches::{MAX_LABEL, MAX_TEXT, rating};
use crate::text;
use crate::times::Date;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The most characters of a title.
pub const MAX_TITLE: usize = 300;
/// The years a film can be from.
pub const YEARS: RangeInclusive<i64> = 1870..=2200;
/// The minutes a film can run.
pub const RUNTIMES: RangeInclusive<i64> = 1..=2000;
/// The most genres of a film.
pub const MAX_GENRES: usize = 20;
/// The most directors, and the most actors, of a film.
pub const MAX_PEOPLE: usize = 20;
/// The most characters of a person's name.
pub const MAX_PERSON: usize = 100;
/// The most services that a film is noted to be at.
pub const MAX_SERVICES: usize = 20;
/// The most characters of a service's name.
pub const MAX_SERVICE: usize = 100;
/// The most tags of a film.
pub const MAX_TAGS: usize = 50;
/// The days that a deleted film stays in the trash.
pub const TRASH_DAYS: i64 = 30;

/// The editable fields of a film.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MovieDraft {
    /// 1 to 300 characters after trimming, on one line.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 300))]
    pub title: String,
    /// Up to 300 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub original_title: Option<String>,
    /// 1870 to 2200.
    #[cfg_attr(feature = "openapi", schema(minimum = 1870, maximum = 2200))]
    pub year: Option<i64>,
    /// 1 to 2000.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 2000))]
    pub runtime_minutes: Option<i64>,
    /// At most 20, each of 1 to 50 characters; repeats in any spelling are left out, empty ones are
    /// refused.
    pub genres: Vec<String>,
    /// At most 20, each of 1 to 100 characters; repeats are left out, empty ones are refused.
    pub directors: Vec<String>,
    /// At most 20, each of 1 to 100 characters; repeats are left out, empty ones are refused.
    pub actors: Vec<String>,
    /// At most 20, each of 1 to 100 characters; repeats are left out, empty ones are refused.
    pub services: Vec<String>,
    /// Up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub overview: Option<String>,
    /// Up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub notes: Option<String>,
    /// 0.5 to 5 stars in halves.
    #[cfg_attr(feature = "openapi", schema(minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<f64>,
    /// Whether the owner likes it.
    pub liked: bool,
    /// A day, a month or a year (`2019-07-10`, `2019-07`, `2019`), 1870-01-01 to tomorrow. On creating it records
    /// the first watch; later it moves the latest one, or records one if there is none. Null or absent leaves the
    /// watches as they are.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub watched_on: Option<String>,
    /// Whether the owner wants to watch it.
    pub on_watchlist: bool,
    /// At most 50, each of 1 to 50 characters; repeats in any spelling are left out, empty ones are
    /// refused.
    pub tags: Vec<String>,
    /// `tt` and 7 to 10 digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^tt[0-9]{7,10}$"))]
    pub imdb_id: Option<String>,
    /// A positive number.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub tmdb_id: Option<i64>,
}

/// The fields of a film that can be edited, all rules kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described at Movie")]
pub struct MovieFields {
    pub title: String,
    pub original_title: Option<String>,
    pub year: Option<i16>,
    pub runtime_minutes: Option<i16>,
    pub genres: Vec<String>,
    pub directors: Vec<String>,
    pub actors: Vec<String>,
    pub services: Vec<String>,
    pub overview: Option<String>,
    pub notes: Option<String>,
    pub rating: Option<Rating>,
    pub liked: bool,
    pub watched_on: Option<WatchDate>,
    pub on_watchlist: bool,
    pub tags: Vec<String>,
    pub imdb_id: Option<String>,
    pub tmdb_id: Option<i64>,
}

impl MovieDraft {
    /// Checks the rules; `today` is the day it is in UTC.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self, today: Date) -> Result<MovieFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        let fields = MovieFields {
            title: text::line(e, "title", &self.title, MAX_TITLE),
            original_title: text::optional_line(e, "original_title", self.original_title.as_deref(), MAX_TITLE),
            year: number(e, "year", self.year, YEARS),
            runtime_minutes: number(e, "runtime_minutes", self.runtime_minutes, RUNTIMES),
            genres: text::names(e, "genres", &self.genres, MAX_GENRES, MAX_LABEL),
            directors: text::names(e, "directors", &self.directors, MAX_PEOPLE, MAX_PERSON),
            actors: text::names(e, "actors", &self.actors, MAX_PEOPLE, MAX_PERSON),
            services: text::names(e, "services", &self.services, MAX_SERVICES, MAX_SERVICE),
            overview: text::optional_text(e, "overview", self.overview.as_deref(), MAX_TEXT),
            notes: text::optional_text(e, "notes", self.notes.as_deref(), MAX_TEXT),
            rating: rating(e, self.rating),
            liked: self.liked,
            watched_on: watch_date(e, self.watched_on.as_deref(), today),
            on_watchlist: self.on_watchlist,
            tags: text::names(e, "tags", &self.tags, MAX_TAGS, MAX_LABEL),
            imdb_id: imdb_id(e, self.imdb_id.as_deref()),
            tmdb_id: tmdb_id(e, self.tmdb_id),
        };
        errors.into_result(fields)
    }
}

/// The draft that changes nothing: what an edit starts from. It leaves the watches as they are.
impl From<&Movie> for MovieDraft {
    fn from(movie: &Movie) -> Self {
        Self {
            title: movie.title.clone(),
            original_title: movie.original_title.clone(),
            year: movie.year.map(i64::from),
            runtime_minutes: movie.runtime_minutes.map(i64::from),
            genres: movie.genres.clone(),
            directors: movie.directors.clone(),
            actors: movie.actors.clone(),
            services: movie.services.clone(),
            overview: movie.overview.clone(),
            notes: movie.notes.clone(),
            rating: movie.rating.map(Rating::stars),
            liked: movie.liked,
            watched_on: None,
            on_watchlist: movie.on_watchlist,
            tags: movie.tags.clone(),
            imdb_id: movie.imdb_id.clone(),
            tmdb_id: movie.tmdb_id,
        }
    }
}

fn number(errors: &mut FieldErrors, field: &str, value: Option<i64>, range: RangeInclusive<i64>) -> Option<i16> {
    let value = value?;
    let number = i16::try_from(value).ok().filter(|_| range.contains(&value));
    if number.is_none() {
        let message = format!("{} must be {} to {}.", text::label(field), range.start(), range.end());
        errors.add(field, "out_of_range", message);
    }
    number
}

fn imdb_id(errors: &mut FieldErrors, value: Option<&str>) -> Option<String> {
    let value = value.map(str::trim).filter(|text| !text.is_empty())?;
    let digits = value.strip_prefix("tt").unwrap_or_default();
    if !(7..=10).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        errors.add("imdb_id", "malformed", "An IMDb id is “tt” and 7 to 10 digits, as in tt0068646.");
    }
    Some(value.to_owned())
}

fn tmdb_id(errors: &mut FieldErrors, value: Option<i64>) -> Option<i64> {
    // TMDB counts in 32 bits.
    if value.is_some_and(|id| !(1..=i64::from(i32::MAX)).contains(&id)) {
        errors.add("tmdb_id", "out_of_range", "A TMDB id is a positive whole number.");
    }
    value
}

#[cfg(test)]
mod tests;
