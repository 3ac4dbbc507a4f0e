//! What the watches of a period add up to.

use crate::library::watch_dates::WatchDate;
use crate::library::watches::WatchedMovie;
use crate::queries::{Kind, keep, parameters};
use crate::times::{Date, Timestamp, parse_date};
use serde::{Deserialize, Serialize};

/// The most entries of a list, such as the genres or the highest rated films.
pub const MAX_ENTRIES: usize = 20;

/// Which watches are counted: all of them, those of a year, or those between two days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatisticsQuery {
    /// Only watches of this year.
    pub year: Option<i16>,
    /// Only watches on this day or later.
    pub from: Option<Date>,
    /// Only watches on this day or earlier.
    pub to: Option<Date>,
}

impl StatisticsQuery {
    /// Whether a watch counts. One whose month or year alone is known counts where its first day lies, and one
    /// without any date only among all.
    pub fn includes(&self, date: Option<WatchDate>) -> bool {
        let Some(day) = date.map(WatchDate::first_day) else { return *self == Self::default() };
        self.year.is_none_or(|year| day.year() == year)
            && self.from.is_none_or(|from| day >= from)
            && self.to.is_none_or(|to| day <= to)
    }
}

parameters!(StatisticsQuery {
    "year": Kind::Integer, "Only watches of this year.",
        |query, value| keep(&mut query.year, value.parse().ok().filter(|year| (1000..9999).contains(year))),
        |query| query.year.map(|year| year.to_string());
    "from": Kind::Date, "Only watches on this day or later.",
        |query, value| keep(&mut query.from, parse_date(value)), |query| query.from.map(|day| day.to_string());
    "to": Kind::Date, "Only watches on this day or earlier.",
        |query, value| keep(&mut query.to, parse_date(value)), |query| query.to.map(|day| day.to_string());
});

/// What the watches of a period add up to. Films in the trash don't count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// All years in which there are watches, the latest first, whatever the period.
    pub all_years: Vec<i16>,
    /// How many watches there are.
    pub watches: u64,
    /// How many different films were watched.
    pub movies: u64,
    /// How many watches are rewatches.
    pub rewatches: u64,
    /// How many watches were liked.
    pub likes: u64,
    /// The runtimes of all watches together.
    pub minutes: u64,
    /// How many watches are of a film whose runtime isn’t known.
    pub watches_without_runtime: u64,
    /// The average of all ratings, in stars.
    pub average_rating: Option<f64>,
    /// By year, the earliest first; years without a watch are left out.
    pub years: Vec<Tally>,
    /// By month (`2025-03`), the earliest first; months without a watch, and watches whose month isn’t known, are left out.
    pub months: Vec<Tally>,
    /// By day (`2025-03-09`), the earliest first, for a period of at most a year.
    pub days: Vec<Tally>,
    /// By the day of the week, from Monday to Sunday; of watches whose day is known.
    pub weekdays: Vec<u64>,
    /// How often each rating was given, from half a star to five stars.
    pub ratings: Vec<u64>,
    /// By genre, the most watched first: at most 20.
    pub genres: Vec<Tally>,
    /// By director, the most watched first: at most 20.
    pub directors: Vec<Tally>,
    /// By actor, the most watched first: at most 20.
    pub actors: Vec<Tally>,
    /// By the decade of the films (`1990`), the earliest first.
    pub decades: Vec<Tally>,
    /// By runtime in steps of 30 minutes (`90` for 90 to 119), the shortest first.
    pub runtimes: Vec<Tally>,
    /// By place, the most frequent first: at most 20.
    pub places: Vec<Tally>,
    /// By the people it was watched with, the most frequent first: at most 20.
    pub companions: Vec<Tally>,
    /// The most days in a row with a watch.
    pub longest_streak: Option<Span>,
    /// The most days in a row without a watch, between two watches.
    pub longest_gap: Option<Span>,
    /// The first watch whose date is known.
    pub first: Option<Highlight>,
    /// The latest watch whose date is known.
    pub latest: Option<Highlight>,
    /// The films with the highest ratings, the latest watched first among equals: at most 20.
    pub highest_rated: Vec<Highlight>,
    /// The films that were watched most often, at least twice: at most 20.
    pub most_watched: Vec<Highlight>,
    /// The longest film.
    pub longest: Option<Highlight>,
    /// The shortest film.
    pub shortest: Option<Highlight>,
}

/// The link that a year is shared by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearLink {
    /// The year.
    pub year: i16,
    /// What stands behind the server's address: `/shared/years/` and a token that can't be guessed.
    pub path: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The links of the years that are shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearLinks {
    /// The links, the latest year first.
    pub items: Vec<YearLink>,
}

/// A year as everyone sees it who has its link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedYear {
    /// The year.
    pub year: i16,
    /// What its watches add up to, without the places, the people and the other years.
    pub statistics: Statistics,
}

impl SharedYear {
    /// A year without what stays private: where and with whom films were watched, and in which other
    /// years.
    pub fn new(year: i16, statistics: Statistics) -> Self {
        let statistics = Statistics { all_years: Vec::new(), places: Vec::new(), companions: Vec::new(), ..statistics };
        Self { year, statistics }
    }
}

/// How much there is of something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// What it is: a name, a period, the start of a step.
    pub name: String,
    /// The watches.
    pub watches: u64,
    /// Their runtimes together.
    pub minutes: u64,
    /// The average of their ratings, in stars.
    pub average_rating: Option<f64>,
}

/// Days in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// How many.
    pub days: u64,
    /// The first of them.
    pub from: WatchDate,
    /// The last of them.
    pub to: WatchDate,
}

/// A film that stands out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Highlight {
    /// The film.
    pub movie: WatchedMovie,
    /// When it was watched last in the period.
    pub watched_on: Option<WatchDate>,
    /// The highest rating it got in the period, in stars.
    #[cfg_attr(feature = "openapi", schema(minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<f64>,
    /// How often it was watched in the period.
    pub watches: u64,
    /// Its runtime.
    pub runtime_minutes: Option<i16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_counts_where_its_first_day_lies() {
        let day = |text: &str| parse_date(text);
        let date = |text: &str| Some(text.parse::<WatchDate>().unwrap());
        let of_2019 = StatisticsQuery { year: Some(2019), ..StatisticsQuery::default() };
        let of_july = StatisticsQuery { from: day("2019-07-01"), to: day("2019-07-31"), ..StatisticsQuery::default() };
        for (text, in_year, in_july) in [
            ("2019", true, false),
            ("2019-07", true, true),
            ("2019-07-31", true, true),
            ("2019-08-01", true, false),
            ("2020-01-01", false, false),
        ] {
            assert_eq!((of_2019.includes(date(text)), of_july.includes(date(text))), (in_year, in_july), "{text}");
        }
        assert!(StatisticsQuery::default().includes(None) && !of_2019.includes(None));
    }
}
