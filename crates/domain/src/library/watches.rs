//! Watches: each viewing of a film.

use crate::field_errors::FieldErrors;
use crate::ids::{MovieId, WatchId};
use crate::library::ratings::Rating;
use crate::library::watch_dates::{WatchDate, watch_date};
use crate::text;
use crate::times::{Date, Timestamp};
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// The most characters of an overview, of notes and of a comment.
pub const MAX_TEXT: usize = 10_000;
/// The most characters of a place.
pub const MAX_PLACE: usize = 100;
/// The most people a film was watched with.
pub const MAX_COMPANIONS: usize = 20;
/// The most characters of a genre, of a tag and of a name.
pub const MAX_LABEL: usize = 50;

/// One viewing of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watch {
    /// The viewing.
    pub id: WatchId,
    /// The film.
    pub movie: WatchedMovie,
    /// The day, the month or the year; null if unknown.
    pub watched_on: Option<WatchDate>,
    /// The rating for this viewing.
    pub rating: Option<Rating>,
    /// Whether the owner liked the film this time.
    pub liked: bool,
    /// Whether the film had been watched before. This follows from the dates, unless it was corrected.
    pub rewatch: bool,
    /// Whether `rewatch` was corrected.
    pub rewatch_corrected: bool,
    /// A comment on it, in Markdown.
    pub comment: Option<String>,
    /// Where it was watched: a cinema, at home, a service.
    pub place: Option<String>,
    /// The people it was watched with.
    pub companions: Vec<String>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Grows with every change; the `ETag` is this number in quotes.
    pub version: i64,
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
    /// Where its poster is on this server; with `?size=small`, a smaller one. Null when it has none.
    pub poster_url: Option<String>,
}

/// A viewing to record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct WatchDraft {
    /// A day, a month or a year (`2019-07-10`, `2019-07`, `2019`), 1870-01-01 to tomorrow; null if unknown.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub watched_on: Option<String>,
    /// 0.5 to 5 stars in halves.
    #[cfg_attr(feature = "openapi", schema(minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<f64>,
    /// Whether the owner liked the film this time.
    pub liked: bool,
    /// Whether the film had been watched before. Null leaves it to the dates of its watches.
    pub rewatch: Option<bool>,
    /// Markdown of up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub comment: Option<String>,
    /// Where it was watched; up to 100 characters, on one line.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub place: Option<String>,
    /// The people it was watched with: at most 20 names, each of 1 to 50 characters; repeats in any spelling are left
    /// out, empty names are refused.
    pub companions: Vec<String>,
}

/// A viewing, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchFields {
    /// The date, when it is known.
    pub watched_on: Option<WatchDate>,
    /// The rating for this viewing.
    pub rating: Option<Rating>,
    /// Whether the owner liked the film this time.
    pub liked: bool,
    /// Whether the film had been watched before, where the owner said so.
    pub rewatch: Option<bool>,
    /// A comment on it.
    pub comment: Option<String>,
    /// Where it was watched.
    pub place: Option<String>,
    /// The people it was watched with.
    pub companions: Vec<String>,
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
            liked: self.liked,
            rewatch: self.rewatch,
            comment: text::optional_text(&mut errors, "comment", self.comment.as_deref(), MAX_TEXT),
            place: text::optional_line(&mut errors, "place", self.place.as_deref(), MAX_PLACE),
            companions: text::names(&mut errors, "companions", &self.companions, MAX_COMPANIONS, MAX_LABEL),
        };
        errors.into_result(fields)
    }
}

/// The draft that changes nothing: what an edit starts from.
impl From<&Watch> for WatchDraft {
    fn from(watch: &Watch) -> Self {
        Self {
            watched_on: watch.watched_on.map(|date| date.to_string()),
            rating: watch.rating.map(Rating::stars),
            liked: watch.liked,
            rewatch: watch.rewatch_corrected.then_some(watch.rewatch),
            comment: watch.comment.clone(),
            place: watch.place.clone(),
            companions: watch.companions.clone(),
        }
    }
}

impl Versioned for Watch {
    fn version(&self) -> i64 {
        self.version
    }
}

pub(crate) fn rating(errors: &mut FieldErrors, value: Option<f64>) -> Option<Rating> {
    let rating = Rating::from_stars(value?);
    if rating.is_none() {
        errors.add("rating", "out_of_range", "Rating must be 0.5 to 5 stars, in halves.");
    }
    rating
}
