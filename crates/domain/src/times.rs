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
        parse_timestamp(&text).ok_or_else(|| D::Error::custom("a timestamp is written as 2026-11-23T17:09:11.000Z"))
    }
}

// Both parsers read the one form that is written here. Those of the library read many, and would be
// a tenth of the browser app.

/// Reads a date that was written as `YYYY-MM-DD`, and in no other way.
pub fn parse_date(text: &str) -> Option<Date> {
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 7)?, digits(text, 8, 10)?);
    let is_form = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let part = |number: i64| i8::try_from(number).ok();
    Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok().filter(|_| is_form)
}

/// Reads a timestamp as [`Timestamp`] is written, and in no other way.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let date = parse_date(text.get(..10)?)?;
    let (hour, minute) = (digits(text, 11, 13)?, digits(text, 14, 16)?);
    let (second, milli) = (digits(text, 17, 19)?, digits(text, 20, 23)?);
    let marks = [(10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z")];
    let is_form = text.len() == 24 && marks.iter().all(|(at, mark)| text.get(*at..=*at) == Some(*mark));
    let is_time = hour < 24 && minute < 60 && second < 60;
    let midnight = date.duration_since(EPOCH).as_secs();
    let millis = (midnight + (hour * 60 + minute) * 60 + second) * 1000 + milli;
    (is_form && is_time).then(|| Timestamp::from_millis(millis))
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The number that these digits are.
fn digits(text: &str, from: usize, to: usize) -> Option<i64> {
    let part = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
    part.parse().ok()
}

/// The latest day a film can have been watched: tomorrow, for people who live east of the server.
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
    fn only_real_moments_in_the_one_form_are_read() {
        for millis in [-62_135_596_800_000, -1, 0, 951_827_696_789, 253_402_207_199_999] {
            let moment = Timestamp::from_millis(millis);
            assert_eq!(parse_timestamp(&moment.to_string()), Some(moment), "{moment}");
        }
        for wrong in [
            "2026-11-23T17:09:11Z",
            "2026-11-23 17:09:11.007Z",
            "2026-11-23T24:00:00.000Z",
            "2026-11-23T17:09:60.000Z",
            "2026-11-23T17:09:11.007+00:00",
            "2026-11-23T17:09:11.007z",
            "２026-11-23T17:09:11.00Z",
        ] {
            assert_eq!(parse_timestamp(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_real_dates_in_iso_form_are_read() {
        assert_eq!(parse_date("2019-04-02"), Some(jiff::civil::date(2019, 4, 2)));
        for wrong in ["2019-4-2", "2019-02-30", "20190402", "2019-04-02T00:00", "+02019-04", "", "2019-04-0２"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
