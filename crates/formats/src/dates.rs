//! Dates, as services and spreadsheets write them.

use domain::library::watch_dates::WatchDate;
use domain::times::{Date, EARLIEST_WATCH_DATE, Timestamp, latest_watch_date, parse_date};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Whether the day or the month comes first where digits are all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// What a file’s dates are read by.
#[derive(Debug, Clone)]
pub(crate) struct Dates {
    pub zone: TimeZone,
    pub today: Date,
    pub order: Order,
}

/// Why a text is no date of a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    OutOfRange,
    Unclear,
}

/// A date with as much of a time as was written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Parsed {
    /// A year, a month or a day.
    Calendar(WatchDate),
    /// A time without an offset: somebody’s own clock.
    Local(DateTime),
    Moment(jiff::Timestamp),
}

impl Dates {
    /// When a film was watched. A date without a time is that day, a moment the day that it was in the time zone.
    pub fn watched(&self, text: &str) -> Result<Option<WatchDate>, Fault> {
        let Some(parsed) = self.parse(text)? else { return Ok(None) };
        let date = match parsed {
            Parsed::Calendar(date) => date,
            Parsed::Local(time) => WatchDate::from(time.date()),
            Parsed::Moment(moment) => WatchDate::from(self.zone.to_datetime(moment).date()),
        };
        let is_in_range = (EARLIEST_WATCH_DATE..=latest_watch_date(self.today)).contains(&date.first_day());
        if is_in_range { Ok(Some(date)) } else { Err(Fault::OutOfRange) }
    }

    /// The moment; a day is its noon in the time zone, so that it stays that day there.
    pub fn moment(&self, text: &str) -> Result<Option<Timestamp>, Fault> {
        let local = |time: DateTime| self.zone.to_ambiguous_timestamp(time).compatible().ok();
        let moment = match self.parse(text)? {
            None => return Ok(None),
            Some(Parsed::Calendar(date)) => local(date.first_day().at(12, 0, 0, 0)),
            Some(Parsed::Local(time)) => local(time),
            Some(Parsed::Moment(moment)) => Some(moment),
        };
        let moment = moment.ok_or(Fault::OutOfRange)?;
        Ok(Some(Timestamp::from_millis(moment.as_millisecond())))
    }

    fn parse(&self, text: &str) -> Result<Option<Parsed>, Fault> {
        let text = text.trim();
        if text.is_empty() || text.starts_with("0000") || text.eq_ignore_ascii_case("null") {
            return Ok(None);
        }
        iso(text).or_else(|| self.numbers(text)).or_else(|| named(text)).map(Some).ok_or(Fault::Unclear)
    }

    /// `4/18/2026`, `18.04.2026, 15:34`, `18-12-2023 21:50:41`, `2026/4/18`.
    fn numbers(&self, text: &str) -> Option<Parsed> {
        let (date, time) = text.split_once([' ', ',', 'T']).unwrap_or((text, ""));
        let parts = parts(date)?;
        let number = |at: usize| parts[at].parse::<i16>().ok();
        let (first, second, third) = (number(0)?, number(1)?, number(2)?);
        let (year, month, day) = if parts[0].len() == 4 {
            (first, second, third)
        } else {
            let year = if parts[2].len() <= 2 { century(third, self.today) } else { third };
            let is_day_first = match self.order {
                // With points, the day is first wherever dates are written so.
                _ if date.contains('.') => true,
                Order::DayFirst => second <= 12,
                Order::MonthFirst => first > 12,
                Order::Unknown if first > 12 || first == second => true,
                Order::Unknown if second > 12 => false,
                Order::Unknown => return None,
            };
            if is_day_first { (year, second, first) } else { (year, first, second) }
        };
        let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(with_time(day, time.trim_start_matches([',', ' '])))
    }
}

/// The three numbers of a date such as `4/18/2026`.
pub(crate) fn parts(date: &str) -> Option<[&str; 3]> {
    let mark = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| ['/', '.', '-'].contains(c))?;
    let mut parts = date.split(mark);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let is_number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.next().is_none() && found.iter().all(is_number)).then_some(found)
}

/// The three numbers of a date whose first one is the day or the month, also with a time behind it. With points, the
/// day is always first.
pub(crate) fn unclear_parts(text: &str) -> Option<[&str; 3]> {
    let date = text.trim().split([' ', ',']).next()?;
    parts(date).filter(|parts| parts[0].len() < 3 && !date.contains('.'))
}

/// A year of two digits: not after this year.
fn century(year: i16, today: Date) -> i16 {
    if 2000 + year <= today.year() + 1 { 2000 + year } else { 1900 + year }
}

/// `2019`, `2019-07`, `2019-07-10`, or the last with a time, and an offset.
fn iso(text: &str) -> Option<Parsed> {
    if text.len() <= 10 {
        return text.parse().ok().map(Parsed::Calendar);
    }
    let day = parse_date(text.get(..10)?)?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    Some(with_time(day, rest))
}

/// A day with a time. What isn’t a time leaves the day.
fn with_time(day: Date, text: &str) -> Parsed {
    let Some((time, offset)) = time(text) else { return Parsed::Calendar(day.into()) };
    let local = day.to_datetime(time);
    match offset {
        Some(offset) => offset.to_timestamp(local).map_or(Parsed::Local(local), Parsed::Moment),
        None => Parsed::Local(local),
    }
}

/// `15:34`, `21:50:41.123`, each with `Z`, ` UTC`, `+02:00`, `+0200` or nothing.
fn time(text: &str) -> Option<(jiff::civil::Time, Option<Offset>)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(text.len());
    let (clock, zone) = (text.get(..end)?, text.get(end..)?.trim());
    let mut parts = clock.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |text| text.split('.').next()?.parse().ok())?;
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    let offset = match zone {
        "Z" | "z" | "UTC" | "GMT" => Some(Offset::UTC),
        _ => offset(zone),
    };
    Some((time, offset))
}

fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..)?.trim_start_matches(':').parse().unwrap_or(0);
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// With the month’s English name: `Fri Feb 15 22:45:23 2013`, `Jan 06 2020, 21:15`, `15 February 2013`.
fn named(text: &str) -> Option<Parsed> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty()).take(8) {
        let start = word.get(..3).unwrap_or_default().to_ascii_lowercase();
        if let Some(at) = MONTHS.iter().position(|name| *name == start) {
            month = month.or(i8::try_from(at + 1).ok());
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            if word.len() == 4 { year = year.or(word.parse().ok()) } else { day = day.or(word.parse().ok()) }
        }
    }
    Date::new(year?, month?, day?).ok().map(|day| Parsed::Calendar(day.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    impl Dates {
        fn day(&self, text: &str) -> Result<Option<Date>, Fault> {
            self.watched(text).map(|date| date.and_then(WatchDate::day))
        }
    }

    fn dates(zone: &str, order: Order) -> Dates {
        Dates { zone: crate::time_zone(zone).unwrap(), today: date(2026, 11, 29), order }
    }

    #[test]
    fn a_date_without_a_time_never_shifts() {
        for zone in ["America/Los_Angeles", "UTC", "Pacific/Auckland"] {
            let dates = dates(zone, Order::Unknown);
            for text in ["2026-01-01", "2026-01-01 00:00:00", "2026-01-01T23:59:59"] {
                assert_eq!(dates.day(text), Ok(Some(date(2026, 1, 1))), "{text} in {zone}");
            }
            assert_eq!(
                dates.moment("2026-01-01").unwrap().map(|at| dates.day(&at.to_string())),
                Some(Ok(Some(date(2026, 1, 1))))
            );
        }
    }

    #[test]
    fn a_moment_is_the_day_in_the_time_zone() {
        for (text, zone, day) in [
            ("2026-08-19T23:46:00.000Z", "Europe/Berlin", date(2026, 8, 20)),
            ("2026-08-19T23:46:00.000Z", "America/New_York", date(2026, 8, 19)),
            ("2026-08-03 15:28:00+00:00", "Asia/Tokyo", date(2026, 8, 4)),
            ("2026-08-03T01:28:00+0200", "UTC", date(2026, 8, 2)),
            ("2023-05-02T09:29:50Z", "UTC", date(2023, 5, 2)),
        ] {
            assert_eq!(dates(zone, Order::Unknown).day(text), Ok(Some(day)), "{text} in {zone}");
        }
    }

    #[test]
    fn dates_of_spreadsheets_and_services_are_read() {
        for (text, order, expected) in [
            ("4/18/2026", Order::Unknown, Ok(Some(date(2026, 4, 18)))),
            ("25/12/2008", Order::Unknown, Ok(Some(date(2008, 12, 25)))),
            ("4/7/21", Order::DayFirst, Ok(Some(date(2021, 7, 4)))),
            ("4/7/21", Order::MonthFirst, Ok(Some(date(2021, 4, 7)))),
            ("4/7/21", Order::Unknown, Err(Fault::Unclear)),
            ("10-09-20", Order::DayFirst, Ok(Some(date(2020, 9, 10)))),
            ("5/5/99", Order::Unknown, Ok(Some(date(1999, 5, 5)))),
            ("09.09.2009, 15:34", Order::Unknown, Ok(Some(date(2009, 9, 9)))),
            ("18-12-2023 21:50:41", Order::Unknown, Ok(Some(date(2023, 12, 18)))),
            ("2026/4/18", Order::Unknown, Ok(Some(date(2026, 4, 18)))),
            ("Fri Feb 15 22:45:23 2013", Order::Unknown, Ok(Some(date(2013, 2, 15)))),
            ("Wed Mar  6 22:45:23 2013", Order::Unknown, Ok(Some(date(2013, 3, 6)))),
            ("Jan 06 2020, 21:15", Order::Unknown, Ok(Some(date(2020, 1, 6)))),
            ("0000-00-00", Order::Unknown, Ok(None)),
            ("", Order::Unknown, Ok(None)),
            ("2026-11-30", Order::Unknown, Ok(Some(date(2026, 11, 30)))),
            ("2026-12-01", Order::Unknown, Err(Fault::OutOfRange)),
            ("1869-12-31", Order::Unknown, Err(Fault::OutOfRange)),
            ("2026-02-30", Order::Unknown, Err(Fault::Unclear)),
            ("31/31/2020", Order::Unknown, Err(Fault::Unclear)),
            ("someday", Order::Unknown, Err(Fault::Unclear)),
        ] {
            assert_eq!(dates("UTC", order).day(text), expected, "{text} {order:?}");
        }
        assert_eq!(dates("UTC", Order::Unknown).watched("2019-07").unwrap().unwrap().to_string(), "2019-07");
    }
}
