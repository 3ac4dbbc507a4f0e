//! When a film was watched, as exactly as that is known.

use crate::field_errors::FieldErrors;
use crate::times::{Date, EARLIEST_WATCH_DATE, latest_watch_date, parse_date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// A day, a month or a year: `2019-07-10`, `2019-07` or `2019`, as in ISO 8601.
///
/// Ordered by the first day. Of those that begin on the same day, a year comes before its January, and a month
/// before its first day, which is also the order of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WatchDate {
    first_day: Date,
    precision: Precision,
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

impl WatchDate {
    /// The first day on which it may have been.
    pub fn first_day(self) -> Date {
        self.first_day
    }

    /// How exactly it is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The day, when that is known.
    pub fn day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.first_day)
    }
}

impl From<Date> for WatchDate {
    fn from(day: Date) -> Self {
        Self { first_day: day, precision: Precision::Day }
    }
}

impl fmt::Display for WatchDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first_day;
        match self.precision {
            Precision::Year => write!(f, "{:04}", day.year()),
            Precision::Month => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Precision::Day => day.fmt(f),
        }
    }
}

impl FromStr for WatchDate {
    type Err = ();

    /// Reads what [`WatchDate`] is written as, and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (rest, precision) = match text.len() {
            4 => ("-01-01", Precision::Year),
            7 => ("-01", Precision::Month),
            _ => ("", Precision::Day),
        };
        let first_day = if rest.is_empty() { parse_date(text) } else { parse_date(&format!("{text}{rest}")) };
        first_day.map(|first_day| Self { first_day, precision }).ok_or(())
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for WatchDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = utoipa::openapi::schema::Type::String;
        let pattern = Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
        utoipa::openapi::ObjectBuilder::new().schema_type(text).pattern(pattern).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for WatchDate {}

impl Serialize for WatchDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WatchDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| D::Error::custom("a date is written as 2026-11-23, 2026-11 or 2026"))
    }
}

/// Checks the date of a watch; `today` is the day it is in UTC. An empty text is an unknown date.
pub(crate) fn watch_date(errors: &mut FieldErrors, value: Option<&str>, today: Date) -> Option<WatchDate> {
    let value = value.map(str::trim).filter(|text| !text.is_empty())?;
    let Ok(date) = value.parse::<WatchDate>() else {
        errors.add("watched_on", "not_a_date", "Write the date as YYYY-MM-DD, YYYY-MM or YYYY.");
        return None;
    };
    let when = match date.precision {
        Precision::Day => "day",
        Precision::Month => "month",
        Precision::Year => "year",
    };
    if date.first_day > latest_watch_date(today) {
        errors.add("watched_on", "out_of_range", format!("That {when} is in the future."));
    } else if date.first_day < EARLIEST_WATCH_DATE {
        let earliest = WatchDate { first_day: EARLIEST_WATCH_DATE, ..date };
        let message = format!("That was before there were films. The earliest {when} is {earliest}.");
        errors.add("watched_on", "out_of_range", message);
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_read_as_they_are_written() {
        for text in ["2019-07-10", "2019-07", "2019", "1870-01-01", "2024-02-29"] {
            assert_eq!(text.parse::<WatchDate>().unwrap().to_string(), text);
        }
        for wrong in
            ["", "19", "201", "19xx", "2019-7", "2019-13", "2019-00", "2019-02-30", "2019-07-", "2019/07", "２019"]
        {
            assert_eq!(wrong.parse::<WatchDate>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn dates_are_in_the_order_of_their_texts() {
        let mut texts = ["2019-07", "2019", "2020", "2019-07-10", "2019-01-01", "2019-07-01", "2018-12-31"];
        texts.sort_unstable();
        let dates: Vec<WatchDate> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(dates.is_sorted(), "{dates:?}");
    }

    #[test]
    fn a_month_is_allowed_from_its_first_day_on() {
        let check = |text: &str| {
            let mut errors = FieldErrors::default();
            watch_date(&mut errors, Some(text), jiff::civil::date(2026, 11, 29));
            errors.iter().map(|error| error.message.clone()).collect::<Vec<_>>()
        };
        for text in ["2026", "2026-11", "2026-11-30", "1870", "1870-01", " 1999 ", ""] {
            assert_eq!(check(text), [""; 0], "{text}");
        }
        assert_eq!(check("2027"), ["That year is in the future."]);
        assert_eq!(check("2026-12"), ["That month is in the future."]);
        assert_eq!(check("2026-12-01"), ["That day is in the future."]);
        assert_eq!(check("1869-12"), ["That was before there were films. The earliest month is 1870-01."]);
        assert_eq!(check("someday"), ["Write the date as YYYY-MM-DD, YYYY-MM or YYYY."]);
    }
}
