//! Days and durations in words. A day is written as it stands, whatever the time zone.

use domain::times::Date;

/// The months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"")
}

/// “4 April 2019”.
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

/// “Apr”.
pub fn short_month_name(date: Date) -> &'static str {
    let month = month_name(date);
    month.get(..3).unwrap_or(month)
}

/// “4 Apr 2019”.
pub fn short_day(date: Date) -> String {
    format!("{} {} {}", date.day(), short_month_name(date), date.year())
}

/// “April 2019”.
pub fn month(date: Date) -> String {
    format!("{} {}", month_name(date), date.year())
}

/// “2 h 22 min”.
pub fn runtime(minutes: i16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The day from its parts, as a calendar counts them: January is 1.
pub fn from_parts(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::parse_date;

    fn date(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_day_is_written_as_it_stands() {
        assert_eq!(day(date("2019-04-04")), "4 April 2019");
        assert_eq!(short_day(date("2019-12-31")), "31 Dec 2019");
        assert_eq!(month(date("2019-01-01")), "January 2019");
    }

    #[test]
    fn a_runtime_is_in_hours_and_minutes() {
        assert_eq!([59, 60, 142].map(runtime), ["59 min", "1 h", "2 h 22 min"]);
    }
}
