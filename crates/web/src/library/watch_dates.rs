//! The dates of watches in words.

use crate::kit::dates::{day, month, short_day, short_month_name};
use domain::library::watch_dates::{Precision, WatchDate};
use domain::times::Date;

/// “4 April 2019”, “April 2019” or “2019”.
pub fn in_words(date: WatchDate) -> String {
    match date.precision() {
        Precision::Day => day(date.first_day()),
        Precision::Month | Precision::Year => month_or_year(date),
    }
}

/// “4 Apr 2019”, “Apr 2019” or “2019”.
pub fn in_short(date: WatchDate) -> String {
    let first = date.first_day();
    match date.precision() {
        Precision::Day => short_day(first),
        Precision::Month => format!("{} {}", short_month_name(first), first.year()),
        Precision::Year => first.year().to_string(),
    }
}

/// “April 2019”, or “2019” where the month isn't known.
pub fn month_or_year(date: WatchDate) -> String {
    let first = date.first_day();
    if date.precision() == Precision::Year { first.year().to_string() } else { month(first) }
}

/// “Today”, “Yesterday”, or the date.
pub fn relative(date: WatchDate, today: Date) -> String {
    if date.day() == Some(today) {
        "Today".to_owned()
    } else if date.day().is_some_and(|day| today.yesterday().is_ok_and(|yesterday| yesterday == day)) {
        "Yesterday".to_owned()
    } else {
        in_words(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::parse_date;

    fn date(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn the_last_two_days_have_names() {
        let today = date("2024-03-01");
        let of_today = |text: &str| relative(text.parse().unwrap(), today);
        assert_eq!(["2024-03-01", "2024-02-29"].map(of_today), ["Today", "Yesterday"]);
        assert_eq!(of_today("2024-02-28"), "28 February 2024");
        assert_eq!(of_today("2024-03-02"), "2 March 2024");
        assert_eq!(of_today("2024-03"), "March 2024");
    }

    #[test]
    fn a_date_is_written_as_exactly_as_it_is_known() {
        let dates = ["2019-04-04", "2019-04", "2019"].map(|text| text.parse().unwrap());
        assert_eq!(dates.map(in_words), ["4 April 2019", "April 2019", "2019"]);
        assert_eq!(dates.map(in_short), ["4 Apr 2019", "Apr 2019", "2019"]);
        assert_eq!(dates.map(month_or_year), ["April 2019", "April 2019", "2019"]);
    }
}
