//! What is doubtful in a row: a value that was left out or changed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The most characters of a value that a doubt repeats.
pub(crate) const MAX_QUOTED: usize = 100;

/// What is doubtful in a row that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Doubt {
    /// A rating that isn’t on the scale; it was left out.
    RatingOutOfRange {
        /// What was written.
        text: String,
    },
    /// A rating between two half stars; it was rounded.
    RatingRounded {
        /// What was written.
        text: String,
    },
    /// A date in the future or before there were films; it was left out.
    DateOutOfRange {
        /// What was written.
        text: String,
    },
    /// Something that isn’t a date, or whose day and month can’t be told apart; it was left out.
    DateUnclear {
        /// What was written.
        text: String,
    },
    /// A year in which there are no films; it was left out.
    YearOutOfRange {
        /// What was written.
        text: String,
    },
    /// A spreadsheet turned the values of a column into dates; the value was left out.
    SpoiltColumn {
        /// The column.
        column: String,
    },
    /// An ID that can’t be one; it was left out.
    IdMalformed {
        /// What was written.
        text: String,
    },
    /// A text that was cut.
    TextTooLong {
        /// Which text.
        field: String,
    },
    /// More names than fit; the rest was left out.
    TooMany {
        /// Of what.
        field: String,
    },
    /// The film may be a series.
    MaybeSeries,
}

impl Doubt {
    /// Its name in the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::RatingOutOfRange { .. } => "rating_out_of_range",
            Self::RatingRounded { .. } => "rating_rounded",
            Self::DateOutOfRange { .. } => "date_out_of_range",
            Self::DateUnclear { .. } => "date_unclear",
            Self::YearOutOfRange { .. } => "year_out_of_range",
            Self::SpoiltColumn { .. } => "spoilt_column",
            Self::IdMalformed { .. } => "id_malformed",
            Self::TextTooLong { .. } => "text_too_long",
            Self::TooMany { .. } => "too_many",
            Self::MaybeSeries => "maybe_series",
        }
    }

    /// Whether somebody should look at the row before it is imported. The others only tell what was changed.
    pub fn needs_a_look(&self) -> bool {
        !matches!(
            self,
            Self::RatingRounded { .. } | Self::TextTooLong { .. } | Self::TooMany { .. } | Self::IdMalformed { .. }
        )
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RatingOutOfRange { text } => write!(f, "The rating “{text}” isn’t on the scale, so it was left out."),
            Self::RatingRounded { text } => write!(f, "The rating “{text}” was rounded to the nearest half star."),
            Self::DateOutOfRange { text } => {
                write!(f, "The date “{text}” is in the future or before there were films, so it was left out.")
            }
            Self::DateUnclear { text } => write!(f, "“{text}” can’t be read as a date, so it was left out."),
            Self::YearOutOfRange { text } => write!(f, "“{text}” can’t be a film’s year, so it was left out."),
            Self::SpoiltColumn { column } => {
                write!(f, "A spreadsheet program turned values of the column “{column}” into dates. It was left out.")
            }
            Self::IdMalformed { text } => write!(f, "“{text}” isn’t an ID of a film, so it was left out."),
            Self::TextTooLong { field } => write!(f, "{} was too long, so it was cut.", domain::text::label(field)),
            Self::TooMany { field } => write!(f, "There were too many {field}, so some were left out."),
            Self::MaybeSeries => f.write_str("This may be a series instead of a film."),
        }
    }
}
