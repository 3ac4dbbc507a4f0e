//! What the reading is told.

use domain::times::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// What the reading is told, besides the file.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the person lives: a time in UTC becomes the day that it was there.
    pub time_zone: TimeZone,
    /// The day it is in UTC.
    pub today: Date,
    /// The bounds.
    pub limits: Limits,
    /// The answer to [`crate::Question::DayFirst`].
    pub day_first: Option<bool>,
    /// The answer to [`crate::Question::Columns`]: what each column is, in their order.
    pub columns: Option<Vec<Column>>,
}

impl Options {
    /// The usual bounds, and no answers.
    pub fn new(time_zone: TimeZone, today: Date) -> Self {
        Self { time_zone, today, limits: Limits::default(), day_first: None, columns: None }
    }
}

/// The time zone of that name of the IANA database: `Europe/Berlin`.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The bounds of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of the file.
    pub file_bytes: u64,
    /// The most bytes that all files of a zip have when they are unpacked, counted while unpacking.
    pub unpacked_bytes: u64,
    /// How many times as large as packed a file of a zip may be, beyond its first MiB.
    pub ratio: u64,
    /// The most files of a zip.
    pub members: u64,
    /// The most rows of all files.
    pub rows: u64,
    /// The most bytes of one row or item.
    pub row_bytes: u64,
    /// The most bytes of the unpacked sheets of Excel. What belongs to all sheets is kept in memory, and may have a
    /// quarter of it.
    pub sheet_bytes: u64,
}

/// A mebibyte.
pub(crate) const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 * MIB,
            unpacked_bytes: 1024 * MIB,
            ratio: 500,
            members: 10_000,
            rows: 1_000_000,
            row_bytes: MIB,
            sheet_bytes: 256 * MIB,
        }
    }
}

/// What a column of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Nothing that is kept.
    Ignore,
    /// The title.
    Title,
    /// The title in the language it was made in.
    OriginalTitle,
    /// The year it came out, or the date.
    Year,
    /// The ID at IMDb, or an address with it.
    ImdbId,
    /// The ID at TMDB, or an address with it.
    TmdbId,
    /// When it was watched; each row with a date is a watch.
    WatchedOn,
    /// A rating of up to 5.
    RatingOfFive,
    /// A rating of up to 10.
    RatingOfTen,
    /// A rating of up to 100.
    RatingOfHundred,
    /// When it was rated.
    RatedOn,
    /// Yes or no: whether it has been watched.
    Seen,
    /// Yes or no: whether it is on the watchlist.
    Watchlist,
    /// Yes or no: whether it is liked.
    Liked,
    /// Yes or no: whether it had been watched before.
    Rewatch,
    /// A comment on the watch, or a note on the film where there is no watch.
    Comment,
    /// A note on the film.
    Notes,
    /// Tags with commas between them.
    Tags,
    /// Genres with commas between them.
    Genres,
    /// How long it runs, in minutes.
    Runtime,
    /// Where it was watched.
    Place,
    /// Names with commas between them.
    Companions,
    /// What it is about.
    Overview,
    /// Film or series: rows of series are left out.
    Kind,
}
