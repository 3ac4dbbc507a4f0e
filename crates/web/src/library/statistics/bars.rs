//! Statistics as bars: what each is called, how long it is, and which films stand behind it.

use crate::base::routes::STATISTICS;
use crate::kit::counts;
use crate::kit::dates::MONTHS;
use crate::library::movies::address::Address;
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::library::statistics::{Statistics, Tally};

/// The year that is shown; none for all time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(pub Option<i16>);

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// How many watches.
    pub value: u64,
    /// Where the films behind it are.
    pub url: Option<String>,
}

impl Period {
    fn films(self, change: impl FnOnce(&mut MoviesQuery)) -> String {
        let year = self.0.map(|year| year.to_string());
        let address = Address::default().with(|query| {
            query.watched_in = year.and_then(|year| year.parse().ok());
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
        let url = Address::default().with(|query| query.watched_in = month.parse().ok()).to_url();
        Bar { label: name.get(..3).unwrap_or(name).to_owned(), value, url: (value > 0).then_some(url) }
    };
    MONTHS.into_iter().zip(1..).map(bar).collect()
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
        Bar { label: counts::half(half_stars), value, url: (value > 0).then_some(url) }
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
        let period = Period(Some(2025));
        let by_month = months(&all, 2025);
        assert_eq!((by_month.len(), by_month[2].value, by_month[3].url.as_ref()), (12, 4, None));
        assert_eq!(url(&by_month, 2), "/movies?watched_in=2025-03");
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
}
