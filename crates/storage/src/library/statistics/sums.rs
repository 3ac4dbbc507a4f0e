//! The sums of watches.

mod parts;
mod sum;

use crate::error::Error;
use domain::ids::MovieId;
use domain::library::images::image_url;
use domain::library::ratings::Rating;
use domain::library::statistics::{Highlight, MAX_ENTRIES, Span, Statistics, StatisticsQuery, Tally};
use domain::library::watch_dates::WatchDate;
use domain::library::watches::WatchedMovie;
use domain::times::Date;
use parts::{OfDates, OfFilms, add_each, add_named};
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use sum::Sum;

/// The longest period, in days, that is told day by day.
const DAYS_OF_A_YEAR: i64 = 366;

/// What counts of a film.
pub struct Facts {
    /// Its title.
    pub title: String,
    /// The year it came out.
    pub year: Option<i16>,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// The name of its poster.
    pub poster: Option<String>,
    /// Its genres, one a line.
    pub genres: String,
    /// Who directed it, one a line.
    pub directors: String,
    /// Its actors, one a line.
    pub actors: String,
}

/// What counts of a watch.
pub struct Watch {
    /// Its date.
    pub watched_on: Option<WatchDate>,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Whether the film was watched before.
    pub rewatch: bool,
    /// Whether the film was liked.
    pub liked: bool,
    /// Where it was.
    pub place: Option<String>,
    /// With whom, one a line.
    pub companions: String,
}

/// A film and its watches.
struct Film {
    facts: Facts,
    sum: Sum,
    watched_on: Option<WatchDate>,
    rating: Option<Rating>,
}

impl Film {
    fn highlight(&self, id: MovieId) -> Highlight {
        let Facts { title, year, runtime_minutes, poster, .. } = &self.facts;
        Highlight {
            movie: WatchedMovie { id, title: title.clone(), year: *year, poster_url: image_url(poster.clone()) },
            watched_on: self.watched_on,
            rating: self.rating.map(Rating::stars),
            watches: self.sum.watches,
            runtime_minutes: *runtime_minutes,
        }
    }
}

/// What was added up so far. What follows from a film or from a date alone is added up for each of them first, and then
/// for all of them at the end.
pub struct Sums {
    query: StatisticsQuery,
    made: Statistics,
    whole: Sum,
    dates: BTreeMap<WatchDate, Sum>,
    places: HashMap<String, Sum>,
    companions: HashMap<String, Sum>,
    films: HashMap<MovieId, Film>,
    first: Option<(WatchDate, MovieId)>,
    latest: Option<(WatchDate, MovieId)>,
}

impl Sums {
    /// Nothing so far.
    pub fn of(query: &StatisticsQuery) -> Self {
        Self {
            query: *query,
            made: Statistics { weekdays: vec![0; 7], ratings: vec![0; 10], ..Statistics::default() },
            whole: Sum::default(),
            dates: BTreeMap::new(),
            places: HashMap::new(),
            companions: HashMap::new(),
            films: HashMap::new(),
            first: None,
            latest: None,
        }
    }

    /// Adds one of the years in which there are watches.
    pub fn add_year(&mut self, year: i16) {
        self.made.all_years.push(year);
    }

    /// Adds a watch. The facts of its film are asked for once.
    ///
    /// # Errors
    /// Those of the facts.
    pub fn add(
        &mut self,
        movie: MovieId,
        watch: &Watch,
        facts: impl FnOnce() -> Result<Facts, Error>,
    ) -> Result<(), Error> {
        if !self.query.includes(watch.watched_on) {
            return Ok(());
        }
        let film = match self.films.entry(movie) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                free.insert(Film { facts: facts()?, sum: Sum::default(), watched_on: None, rating: None })
            }
        };
        film.watched_on = film.watched_on.max(watch.watched_on);
        film.rating = film.rating.max(watch.rating);
        let minutes = film.facts.runtime_minutes.and_then(|minutes| u64::try_from(minutes).ok());
        self.made.rewatches += u64::from(watch.rewatch);
        self.made.likes += u64::from(watch.liked);
        self.made.watches_without_runtime += u64::from(minutes.is_none());
        let one = Sum::of(minutes.unwrap_or(0), watch.rating);
        film.sum.add(one);
        self.whole.add(one);
        if let Some(count) = watch.rating.and_then(|it| self.made.ratings.get_mut(usize::from(it.half_stars()) - 1)) {
            *count += 1;
        }
        if let Some(place) = &watch.place {
            add_named(&mut self.places, place, one);
        }
        add_each(&mut self.companions, &watch.companions, one);
        if let Some(date) = watch.watched_on {
            self.dates.entry(date).or_default().add(one);
            // Equal dates are told apart by the film, so that both engines tell the same one.
            let first = self.first.map_or((date, movie), |first| first.min((date, movie)));
            let latest = self.latest.map_or((date, movie), |latest| latest.max((date, movie)));
            (self.first, self.latest) = (Some(first), Some(latest));
        }
        Ok(())
    }

    /// All of it.
    pub fn finish(self) -> Statistics {
        let find =
            |found: Option<(WatchDate, MovieId)>| found.and_then(|(_, id)| Some(self.films.get(&id)?.highlight(id)));
        let Statistics { mut all_years, mut weekdays, ratings, rewatches, likes, watches_without_runtime, .. } =
            self.made;
        let dates = OfDates::of(&self.dates);
        let films = OfFilms::of(&self.films);
        if self.query == StatisticsQuery::default() {
            all_years.extend(dates.years.keys());
        }
        all_years.sort_unstable_by_key(|year| Reverse(*year));
        for (day, sum) in &dates.days {
            let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
            weekdays[index] += sum.watches;
        }
        let days: BTreeSet<Date> = dates.days.keys().copied().collect();
        let ends = days.first().zip(days.last());
        let is_short = ends.is_some_and(|(first, last)| days_between(*first, *last) < DAYS_OF_A_YEAR);
        let with_runtime = || self.films.iter().filter_map(|(id, film)| Some((film.facts.runtime_minutes?, *id, film)));
        let highlight = |(_, id, film): (i16, MovieId, &Film)| film.highlight(id);
        Statistics {
            all_years,
            watches: self.whole.watches,
            movies: self.films.len() as u64,
            minutes: self.whole.minutes,
            average_rating: self.whole.average(),
            years: in_order(&dates.years),
            months: in_order(&dates.months),
            days: if is_short { in_order(&dates.days) } else { Vec::new() },
            weekdays,
            genres: most_first(films.genres),
            directors: most_first(films.directors),
            actors: most_first(films.actors),
            decades: in_order(&films.decades),
            runtimes: in_order(&films.runtimes),
            places: most_first(self.places),
            companions: most_first(self.companions),
            longest_streak: longest_streak(&days),
            longest_gap: longest_gap(&days),
            first: find(self.first),
            latest: find(self.latest),
            highest_rated: best(&self.films, |film| film.rating.map(|rating| (rating, film.watched_on))),
            most_watched: best(&self.films, |film| {
                (film.sum.watches > 1).then_some((film.sum.watches, film.watched_on))
            }),
            longest: with_runtime().max_by_key(|(runtime, id, _)| (*runtime, Reverse(*id))).map(highlight),
            shortest: with_runtime().min_by_key(|(runtime, id, _)| (*runtime, *id)).map(highlight),
            ratings,
            rewatches,
            likes,
            watches_without_runtime,
        }
    }
}

fn in_order<K: ToString>(sums: &BTreeMap<K, Sum>) -> Vec<Tally> {
    sums.iter().map(|(name, sum)| sum.tally(name.to_string())).collect()
}

fn most_first<N: AsRef<str>>(sums: HashMap<N, Sum>) -> Vec<Tally> {
    let mut sums: Vec<(N, Sum)> = sums.into_iter().collect();
    sums.sort_unstable_by(|(a, of_a), (b, of_b)| {
        of_b.watches.cmp(&of_a.watches).then_with(|| a.as_ref().cmp(b.as_ref()))
    });
    sums.truncate(MAX_ENTRIES);
    sums.into_iter().map(|(name, sum)| sum.tally(name.as_ref().to_owned())).collect()
}

/// The films with the highest value; those without one are left out.
fn best<V: Ord>(films: &HashMap<MovieId, Film>, value: impl Fn(&Film) -> Option<V>) -> Vec<Highlight> {
    let mut found: Vec<_> = films.iter().filter_map(|(id, film)| Some((value(film)?, *id, film))).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(MAX_ENTRIES);
    found.into_iter().map(|(_, id, film)| film.highlight(id)).collect()
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// How many days, the first and the last of them.
type Days = (u64, Date, Date);

fn longest_streak(days: &BTreeSet<Date>) -> Option<Span> {
    let (mut best, mut current): (Option<Days>, Option<Days>) = (None, None);
    for day in days.iter().copied() {
        let streak = match current {
            Some((length, from, to)) if days_between(to, day) == 1 => (length + 1, from, day),
            _ => (1, day, day),
        };
        if best.is_none_or(|best| streak.0 > best.0) {
            best = Some(streak);
        }
        current = Some(streak);
    }
    best.map(span)
}

fn longest_gap(days: &BTreeSet<Date>) -> Option<Span> {
    let pairs = days.iter().copied().zip(days.iter().copied().skip(1));
    let gaps = pairs.filter_map(|(before, after)| {
        let days = u64::try_from(days_between(before, after) - 1).ok().filter(|days| *days > 0)?;
        Some((days, before.tomorrow().ok()?, after.yesterday().ok()?))
    });
    // The earliest of equally long ones.
    gaps.fold(None, |best: Option<Days>, gap| Some(best.filter(|best| best.0 >= gap.0).unwrap_or(gap))).map(span)
}

fn span((days, from, to): Days) -> Span {
    Span { days, from: from.into(), to: to.into() }
}
