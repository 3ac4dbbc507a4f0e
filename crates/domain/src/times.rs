//! Dates and moments.
//!
//! A [`Date`] is a day on somebody's calendar and never shifts with a time zone. A [`Timestamp`]
//! is a moment.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

pub use jiff::civil::Date;

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Written as RFC 3339 in UTC with three decimals: `2026-11-23T17:09:11.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment so many milliseconds after the epoch, held within the years 1 to 9999.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(-62_135_596_800_000, 253_402_207_200_000))
    }

    /// Milliseconds after the epoch.
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment so many seconds later, or earlier when negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The day it is in UTC at this moment.
    pub fn date(self) -> Date {
        jiff::tz::Offset::UTC.to_datetime(self.to_jiff()).date()
    }

    fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.to_jiff())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment: jiff::Timestamp = text.parse().map_err(D::Error::custom)?;
        Ok(Self::from_millis(moment.as_millisecond()))
    }
}

/// Reads a date that was written as `YYYY-MM-DD`, and in no other way.
pub fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    shape.then(|| text.parse().ok()).flatten()
}

/// The latest day a film can have been watched: tomorrow, for whoever lives east of the server.
pub fn latest_watch_date(today: Date) -> Date {
    today.tomorrow().unwrap_or(today)
}

/// The earliest day a film can have been watched.
pub const EARLIEST_WATCH_DATE: Date = jiff::civil::date(1870, 1, 1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_written_with_milliseconds_and_read_back() {
        let moment = Timestamp::from_millis(1_795_453_751_007);
        let json = serde_json::to_string(&moment).unwrap();
        assert_eq!(json, "\"2026-11-23T17:09:11.007Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), moment);
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn only_real_dates_in_iso_form_are_read() {
        assert_eq!(parse_date("2019-04-02"), Some(jiff::civil::date(2019, 4, 2)));
        for wrong in ["2019-4-2", "2019-02-30", "20190402", "2019-04-02T00:00", "+02019-04", "", "2019-04-0２"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
