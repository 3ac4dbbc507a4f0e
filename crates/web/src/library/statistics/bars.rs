//! Statistics as bars: what each is called, how long it is, and which films stand behind it.

use crate::base::catalogue_urls::person_url;
use crate::base::routes::STATISTICS;
use crate::kit::dates::MONTHS;
use crate::kit::ratings;
use crate::library::movies::address::Address;
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::library::statistics::{Statistics, StatisticsQuery, Tally};
use domain::library::watch_dates::{Precision, WatchDate};
use domain::times::Date;
use std::iter::successors;

/// The year or the month that is shown; none for all time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(pub Option<WatchDate>);

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// How long it is: so many watches, or hundredths of a star.
    pub value: u64,
    /// Where the films behind it are.
    pub url: Option<String>,
}

impl Period {
    /// What the server is asked for.
    pub fn query(self) -> StatisticsQuery {
        let Some(date) = self.0 else { return StatisticsQuery::default() };
        let first = date.first_day();
        match date.precision() {
            Precision::Month => StatisticsQuery { from: Some(first), to: Some(first.last_of_month()), year: None },
            Precision::Year | Precision::Day => StatisticsQuery { year: Some(first.year()), ..Default::default() },
        }
    }

    /// Whether it is a year.
    pub fn year(self) -> Option<i16> {
        self.0.filter(|date| date.precision() == Precision::Year).map(|date| date.first_day().year())
    }

    fn films(self, change: impl FnOnce(&mut MoviesQuery)) -> String {
        let address = Address::default().with(|query| {
            query.watched_in = self.0;
            change(query);
        });
        address.to_url()
    }
}

fn watches_in(tallies: &[Tally], name: &str) -> u64 {
    tallies.iter().find(|tally| tally.name == name).map_or(0, |tally| tally.watches)
}

/// The twelve months of a year.
pub fn months(all: &Statistics, year: i16) -> Vec<Bar> {
    let bar = |(name, number): (&str, usize)| {
        let month = format!("{year:04}-{number:02}");
        let value = watches_in(&all.months, &month);
        let url = (value > 0).then(|| month_url(&month));
        Bar { label: short(name), value, url }
    };
    MONTHS.into_iter().zip(1..).map(bar).collect()
}

fn short(month: &str) -> String {
    month.get(..3).unwrap_or(month).to_owned()
}

fn month_url(month: &str) -> String {
    format!("{STATISTICS}?month={month}")
}

/// The days of a month.
pub fn days(all: &Statistics, first: Date) -> Vec<Bar> {
    let bar = |day: Date| {
        let value = watches_in(&all.days, &day.to_string());
        let url = Address::default().with(|query| query.watched_in = Some(day.into())).to_url();
        Bar { label: day.day().to_string(), value, url: (value > 0).then_some(url) }
    };
    let days = successors(Some(first), |day| day.tomorrow().ok());
    days.take_while(|day| day.month() == first.month()).map(bar).collect()
}

/// How the average of the ratings moves: by month in a year, by year in all time.
pub fn averages(all: &Statistics, period: Period) -> Vec<Bar> {
    let (tallies, is_year) = if period.0.is_none() { (&all.years, false) } else { (&all.months, true) };
    let bar = |tally: &Tally| {
        let url = if is_year { month_url(&tally.name) } else { format!("{STATISTICS}?year={}", tally.name) };
        let month = tally.name.get(5..7).and_then(|month| month.parse::<usize>().ok());
        let label =
            month.and_then(|month| MONTHS.get(month - 1)).map_or_else(|| tally.name.clone(), |name| short(name));
        Some(Bar { label, value: ratings::hundredths(tally.average_rating?).into(), url: Some(url) })
    };
    let bars: Vec<Bar> = tallies.iter().filter_map(bar).collect();
    // One alone shows no movement.
    if bars.len() < 2 { Vec::new() } else { bars }
}

/// All years from the first watch to the latest.
pub fn years(all: &Statistics) -> Vec<Bar> {
    let year_of = |tally: Option<&Tally>| tally.and_then(|tally| tally.name.parse::<i16>().ok());
    let (Some(first), Some(last)) = (year_of(all.years.first()), year_of(all.years.last())) else { return Vec::new() };
    let bar = |year: i16| {
        let value = watches_in(&all.years, &year.to_string());
        Bar { label: year.to_string(), value, url: (value > 0).then(|| format!("{STATISTICS}?year={year}")) }
    };
    (first..=last).map(bar).collect()
}

/// How often each rating was given.
pub fn ratings(all: &Statistics, period: Period) -> Vec<Bar> {
    if all.ratings.iter().all(|count| *count == 0) {
        return Vec::new();
    }
    let bar = |(half_stars, value): (u8, u64)| {
        let rating = Rating::from_half_stars(half_stars.into());
        let url = period.films(|query| (query.rating_min, query.rating_max) = (rating, rating));
        Bar { label: ratings::number(half_stars), value, url: (value > 0).then_some(url) }
    };
    (1..=10).zip(all.ratings.iter().copied()).map(bar).collect()
}

/// The days of the week.
pub fn weekdays(all: &Statistics) -> Vec<Bar> {
    if all.weekdays.iter().all(|count| *count == 0) {
        return Vec::new();
    }
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    names
        .into_iter()
        .zip(&all.weekdays)
        .map(|(name, value)| Bar { label: name.to_owned(), value: *value, url: None })
        .collect()
}

/// The genres.
pub fn genres(all: &Statistics, period: Period) -> Vec<Bar> {
    named(&all.genres, |name| period.films(|query| query.genres = vec![name.to_owned()]))
}

/// The directors.
pub fn directors(all: &Statistics) -> Vec<Bar> {
    of_people(&all.directors)
}

/// The actors.
pub fn actors(all: &Statistics) -> Vec<Bar> {
    of_people(&all.actors)
}

fn of_people(tallies: &[Tally]) -> Vec<Bar> {
    named(tallies, |name| person_url(None, name))
}

/// The decades of the films.
pub fn decades(all: &Statistics, period: Period) -> Vec<Bar> {
    let bars = named(&all.decades, |name| period.films(|query| query.decade = name.parse().ok()));
    bars.into_iter().map(|bar| Bar { label: format!("{}s", bar.label), ..bar }).collect()
}

/// The runtimes, in steps of 30 minutes.
pub fn runtimes(all: &Statistics, period: Period) -> Vec<Bar> {
    let bar = |tally: &Tally| {
        let from: i16 = tally.name.parse().ok()?;
        let to = from.saturating_add(29);
        let url = period.films(|query| (query.runtime_min, query.runtime_max) = (Some(from), Some(to)));
        Some(Bar { label: format!("{from}–{to} min"), value: tally.watches, url: Some(url) })
    };
    all.runtimes.iter().filter_map(bar).collect()
}

/// The places.
pub fn places(all: &Statistics) -> Vec<Bar> {
    named(&all.places, |name| Address::default().with(|query| query.place = Some(name.to_owned())).to_url())
}

/// The people.
pub fn companions(all: &Statistics) -> Vec<Bar> {
    let bar = |tally: &Tally| Bar { label: tally.name.clone(), value: tally.watches, url: None };
    all.companions.iter().take(SHOWN).map(bar).collect()
}

/// How many bars of a kind without an end are shown.
const SHOWN: usize = 12;

fn named(tallies: &[Tally], url: impl Fn(&str) -> String) -> Vec<Bar> {
    let bar = |tally: &Tally| Bar { label: tally.name.clone(), value: tally.watches, url: Some(url(&tally.name)) };
    tallies.iter().take(SHOWN).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(name: &str, watches: u64) -> Tally {
        Tally { name: name.to_owned(), watches, ..Tally::default() }
    }

    #[test]
    fn a_bar_leads_to_the_films_behind_it() {
        let all = Statistics {
            months: vec![tally("2025-03", 4)],
            years: vec![tally("2023", 2), tally("2025", 4)],
            ratings: vec![0, 0, 0, 0, 0, 0, 0, 0, 3, 0],
            genres: vec![tally("Science Fiction", 2)],
            decades: vec![tally("1990", 2)],
            runtimes: vec![tally("90", 2)],
            ..Statistics::default()
        };
        let url = |bars: &[Bar], index: usize| bars[index].url.clone().unwrap_or_default();
        let period = Period("2025".parse().ok());
        let by_month = months(&all, 2025);
        assert_eq!((by_month.len(), by_month[2].value, by_month[3].url.as_ref()), (12, 4, None));
        assert_eq!(url(&by_month, 2), "/statistics?month=2025-03");
        let by_year = years(&all);
        let values: Vec<_> = by_year.iter().map(|bar| (bar.label.as_str(), bar.value)).collect();
        assert_eq!(values, [("2023", 2), ("2024", 0), ("2025", 4)]);
        assert_eq!(url(&by_year, 2), "/statistics?year=2025");
        assert_eq!(url(&ratings(&all, period), 8), "/movies?rating_min=4.5&rating_max=4.5&watched_in=2025");
        assert_eq!(url(&genres(&all, Period(None)), 0), "/movies?genre=Science%20Fiction");
        assert_eq!(url(&decades(&all, period), 0), "/movies?decade=1990&watched_in=2025");
        assert_eq!(url(&runtimes(&all, period), 0), "/movies?runtime_min=90&runtime_max=119&watched_in=2025");
        assert_eq!(runtimes(&all, period)[0].label, "90–119 min");
    }

    #[test]
    fn a_month_has_its_days_and_asks_for_them() {
        let all = Statistics { days: vec![tally("2024-02-29", 2)], ..Statistics::default() };
        let month = Period("2024-02".parse().ok());
        let bars = days(&all, month.0.unwrap().first_day());
        assert_eq!((bars.len(), bars[28].value, bars[27].url.as_deref()), (29, 2, None));
        assert_eq!(bars[28].url.as_deref(), Some("/movies?watched_in=2024-02-29"));
        let query = month.query();
        assert_eq!(query.to.map(|day| day.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!((month.year(), Period("2024".parse().ok()).year()), (None, Some(2024)));
    }

    #[test]
    fn averages_move_by_month_in_a_year_and_by_year_in_all_time() {
        let rated = |name: &str, average| Tally { average_rating: average, ..tally(name, 1) };
        let all = Statistics {
            months: vec![rated("2025-01", Some(3.5)), rated("2025-02", None), rated("2025-03", Some(4.25))],
            years: vec![rated("2025", Some(3.8))],
            ..Statistics::default()
        };
        let bars = averages(&all, Period("2025".parse().ok()));
        let shown: Vec<_> = bars.iter().map(|bar| (bar.label.as_str(), bar.value)).collect();
        assert_eq!(shown, [("Jan", 350), ("Mar", 425)]);
        assert_eq!(bars[1].url.as_deref(), Some("/statistics?month=2025-03"));
        assert_eq!(averages(&all, Period(None)), []);
    }
}
