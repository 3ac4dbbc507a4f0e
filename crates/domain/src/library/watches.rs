//! Watches: each viewing of a film.

use crate::field_errors::FieldErrors;
use crate::ids::{MovieId, WatchId};
use crate::library::ratings::Rating;
use crate::text;
use crate::times::{Date, EARLIEST_WATCH_DATE, Timestamp, latest_watch_date, parse_date};
use serde::{Deserialize, Serialize};

/// The most characters of an overview, of notes and of a comment.
pub const MAX_TEXT: usize = 10_000;

/// One viewing of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watch {
    /// The viewing.
    pub id: WatchId,
    /// The film.
    pub movie: WatchedMovie,
    /// The date; null if unknown.
    #[serde(with = "crate::times::optional_date")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub watched_on: Option<Date>,
    /// The rating for this viewing.
    pub rating: Option<Rating>,
    /// A comment on it.
    pub comment: Option<String>,
    /// When it was recorded.
    pub created_at: Timestamp,
}

/// The film of a watch, as much as the diary shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WatchedMovie {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: Option<i16>,
}

/// A viewing to record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct WatchDraft {
    /// The date, 1870-01-01 to tomorrow; null if unknown.
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub watched_on: Option<String>,
    /// 0.5 to 5 stars in halves.
    #[cfg_attr(feature = "openapi", schema(minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<f64>,
    /// Up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub comment: Option<String>,
}

/// A viewing, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchFields {
    /// The day, when it is known.
    pub watched_on: Option<Date>,
    /// The rating for this viewing.
    pub rating: Option<Rating>,
    /// A comment on it.
    pub comment: Option<String>,
}

impl WatchDraft {
    /// Checks the rules; `today` is the day it is in UTC.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self, today: Date) -> Result<WatchFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fields = WatchFields {
            watched_on: watch_date(&mut errors, self.watched_on.as_deref(), today),
            rating: rating(&mut errors, self.rating),
            comment: text::optional_text(&mut errors, "comment", self.comment.as_deref(), MAX_TEXT),
        };
        errors.into_result(fields)
    }
}

pub(crate) fn watch_date(errors: &mut FieldErrors, value: Option<&str>, today: Date) -> Option<Date> {
    let value = value.map(str::trim).filter(|text| !text.is_empty())?;
    let Some(date) = parse_date(value) else {
        errors.add("watched_on", "not_a_date", "Write the day as YYYY-MM-DD.");
        return None;
    };
    if date > latest_watch_date(today) {
        errors.add("watched_on", "out_of_range", "That day is in the future.");
    } else if date < EARLIEST_WATCH_DATE {
        errors.add("watched_on", "out_of_range", "That was before there were films. The earliest day is 1870-01-01.");
    }
    Some(date)
}

pub(crate) fn rating(errors: &mut FieldErrors, value: Option<f64>) -> Option<Rating> {
    let rating = Rating::from_stars(value?);
    if rating.is_none() {
        errors.add("rating", "out_of_range", "Rating must be 0.5 to 5 stars, in halves.");
    }
    rating
}
