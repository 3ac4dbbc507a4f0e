//! Sums that follow from films and from dates.

use super::Film;
use super::sum::Sum;
use domain::ids::MovieId;
use domain::library::watch_dates::{Precision, WatchDate};
use domain::times::Date;
use std::collections::{BTreeMap, HashMap};

/// The width of a step of runtimes, in minutes.
const RUNTIME_STEP: i16 = 30;

/// What the dates of watches add up to.
#[derive(Default)]
pub struct OfDates {
    /// By year.
    pub years: BTreeMap<i16, Sum>,
    /// By month, as `2019-07`.
    pub months: BTreeMap<String, Sum>,
    /// By day.
    pub days: BTreeMap<Date, Sum>,
}

impl OfDates {
    /// Of these.
    pub fn of(dates: &BTreeMap<WatchDate, Sum>) -> Self {
        let mut sums = Self::default();
        for (date, sum) in dates {
            let first_day = date.first_day();
            sums.years.entry(first_day.year()).or_default().add(*sum);
            if date.precision() != Precision::Year {
                let month = format!("{:04}-{:02}", first_day.year(), first_day.month());
                sums.months.entry(month).or_default().add(*sum);
            }
            if let Some(day) = date.day() {
                sums.days.entry(day).or_default().add(*sum);
            }
        }
        sums
    }
}

/// What the films that were watched add up to.
#[derive(Default)]
pub struct OfFilms<'a> {
    /// By genre.
    pub genres: HashMap<&'a str, Sum>,
    /// By director.
    pub directors: HashMap<&'a str, Sum>,
    /// By actor.
    pub actors: HashMap<&'a str, Sum>,
    /// By decade.
    pub decades: BTreeMap<i16, Sum>,
    /// By runtime, in steps.
    pub runtimes: BTreeMap<i16, Sum>,
}

impl<'a> OfFilms<'a> {
    /// Of these.
    pub fn of(films: &'a HashMap<MovieId, Film>) -> Self {
        let mut sums = Self::default();
        for Film { facts, sum, .. } in films.values() {
            for (sums, names) in [
                (&mut sums.genres, &facts.genres),
                (&mut sums.directors, &facts.directors),
                (&mut sums.actors, &facts.actors),
            ] {
                for name in lines(names) {
                    sums.entry(name).or_default().add(*sum);
                }
            }
            if let Some(year) = facts.year {
                sums.decades.entry(year - year.rem_euclid(10)).or_default().add(*sum);
            }
            if let Some(runtime) = facts.runtime_minutes {
                sums.runtimes.entry(runtime - runtime.rem_euclid(RUNTIME_STEP)).or_default().add(*sum);
            }
        }
        sums
    }
}

/// Adds to the sums of these names, one a line.
pub fn add_each(sums: &mut HashMap<String, Sum>, names: &str, sum: Sum) {
    for name in lines(names) {
        add_named(sums, name, sum);
    }
}

/// Adds to the sum of a name, which is copied only the first time.
pub fn add_named(sums: &mut HashMap<String, Sum>, name: &str, sum: Sum) {
    match sums.get_mut(name) {
        Some(known) => known.add(sum),
        None => drop(sums.insert(name.to_owned(), sum)),
    }
}

fn lines(names: &str) -> impl Iterator<Item = &str> {
    names.split('\n').filter(|name| !name.is_empty())
}
