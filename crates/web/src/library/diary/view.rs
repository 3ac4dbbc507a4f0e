//! How the diary is shown, as its address says it.

use crate::base::routes::{Location, url};
use domain::library::watch_dates::{Precision, WatchDate};
use domain::library::watches_query::WatchesQuery;
use domain::queries::ListQuery;
use domain::times::Date;

/// The address of the diary.
pub const DIARY: &str = "/diary";

/// How watches are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// One below the other.
    #[default]
    List,
    /// A month as a calendar of posters.
    Calendar,
}

/// All that the address of the diary says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Which watches.
    pub query: WatchesQuery,
    /// How they are shown.
    pub view: View,
}

impl Address {
    /// Reads a location's query; what makes no sense has no effect.
    pub fn of(location: &Location) -> Self {
        let (query, _) = WatchesQuery::parse_with(&location.query, |_, _, _| true);
        let view = if location.value("view") == Some("calendar") { View::Calendar } else { View::List };
        Self { query, view }
    }

    /// The address.
    pub fn to_url(&self) -> String {
        let view = (self.view == View::Calendar).then(|| ("view", "calendar".to_owned()));
        let pairs: Vec<_> = self.query.to_pairs().into_iter().chain(view).collect();
        url(DIARY, pairs.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// The same, shown in another way.
    #[must_use]
    pub fn shown_as(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same with other watches.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut WatchesQuery)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.query);
        changed
    }

    /// The first day of the month that the calendar shows: the month that is asked for, or the one that a day of it
    /// lies in, or of a year its last month that isn't in the future; this month when nothing is asked for.
    pub fn month(&self, today: Date) -> Date {
        let first = today.first_of_month();
        match self.query.watched_in.map(|date| (date.precision(), date.first_day())) {
            None => first,
            Some((Precision::Year, day)) if day.year() == today.year() => first,
            Some((Precision::Year, day)) => day.last_of_year().first_of_month(),
            Some((_, day)) => day.first_of_month(),
        }
    }
}

/// A month as dates of watches are written.
pub fn month_of(day: Date) -> Option<WatchDate> {
    day.to_string().get(..7)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::parse_date;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let url = "/diary?watched_in=2025-11&place=Lux&view=calendar";
        let address = Address::of(&Location::parse(url));
        assert_eq!(address.view, View::Calendar);
        assert_eq!(address.to_url(), url);
        assert_eq!(Address::default().to_url(), DIARY);
    }

    #[test]
    fn the_calendar_shows_the_month_that_was_asked_for() {
        let today = parse_date("2026-11-29").unwrap();
        for (asked, month) in [
            (None, "2026-11-01"),
            (Some("2025-03"), "2025-03-01"),
            (Some("2025-03-09"), "2025-03-01"),
            (Some("2025"), "2025-12-01"),
            (Some("2026"), "2026-11-01"),
        ] {
            let address = Address::default().with(|query| query.watched_in = asked.and_then(|date| date.parse().ok()));
            assert_eq!(address.month(today).to_string(), month, "{asked:?}");
        }
        assert_eq!(month_of(today).unwrap().to_string(), "2026-11");
    }
}
