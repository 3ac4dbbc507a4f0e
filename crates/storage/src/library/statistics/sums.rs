//! The sums of watches.

mod sum;

use super::WatchRow;
use domain::ids::MovieId;
use domain::library::images::image_url;
use domain::library::ratings::Rating;
use domain::library::statistics::{Highlight, MAX_ENTRIES, Span, Statistics, StatisticsQuery, Tally};
use domain::library::watch_dates::{Precision, WatchDate};
use domain::library::watches::WatchedMovie;
use domain::times::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use sum::Sum;

/// The longest period, in days, that is told day by day.
const DAYS_OF_A_YEAR: i64 = 366;
/// The width of a step of runtimes, in minutes.
const RUNTIME_STEP: i16 = 30;

/// A film and its watches.
struct Film {
    title: String,
    year: Option<i16>,
    runtime_minutes: Option<i16>,
    poster: Option<String>,
    watched_on: Option<WatchDate>,
    rating: Option<Rating>,
    watches: u64,
}

impl Film {
    fn highlight(&self, id: MovieId) -> Highlight {
        Highlight {
            movie: WatchedMovie {
                id,
                title: self.title.clone(),
                year: self.year,
                poster_url: image_url(self.poster.clone()),
            },
            watched_on: self.watched_on,
            rating: self.rating.map(Rating::stars),
            watches: self.watches,
            runtime_minutes: self.runtime_minutes,
        }
    }
}

/// What was added up so far.
pub struct Sums {
    query: StatisticsQuery,
    made: Statistics,
    whole: Sum,
    years: BTreeMap<i16, Sum>,
    months: BTreeMap<String, Sum>,
    days: BTreeMap<Date, Sum>,
    genres: HashMap<String, Sum>,
    directors: HashMap<String, Sum>,
    actors: HashMap<String, Sum>,
    decades: BTreeMap<i16, Sum>,
    runtimes: BTreeMap<i16, Sum>,
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
            years: BTreeMap::new(),
            months: BTreeMap::new(),
            days: BTreeMap::new(),
            genres: HashMap::new(),
            directors: HashMap::new(),
            actors: HashMap::new(),
            decades: BTreeMap::new(),
            runtimes: BTreeMap::new(),
            places: HashMap::new(),
            companions: HashMap::new(),
            films: HashMap::new(),
            first: None,
            latest: None,
        }
    }

    /// Adds a watch, or one of the years in which there are some.
    pub fn add(&mut self, row: WatchRow) {
        let Some(movie) = row.movie else {
            return self.made.all_years.extend(row.watched_on.map(|date| date.first_day().year()));
        };
        if !self.query.includes(row.watched_on) {
            return;
        }
        let minutes = row.runtime_minutes.and_then(|minutes| u64::try_from(minutes).ok());
        self.made.rewatches += u64::from(row.rewatch);
        self.made.likes += u64::from(row.liked);
        self.made.watches_without_runtime += u64::from(minutes.is_none());
        let (minutes, rating) = (minutes.unwrap_or(0), row.rating);
        self.whole.add(minutes, rating);
        if let Some(count) = rating.and_then(|it| self.made.ratings.get_mut(usize::from(it.half_stars()) - 1)) {
            *count += 1;
        }
        if let Some(date) = row.watched_on {
            self.add_date(date, movie, minutes, rating);
        }
        for (sums, names) in [
            (&mut self.genres, &row.genres),
            (&mut self.directors, &row.directors),
            (&mut self.actors, &row.actors),
            (&mut self.companions, &row.companions),
        ] {
            for name in names.split('\n').filter(|name| !name.is_empty()) {
                add_named(sums, name, minutes, rating);
            }
        }
        if let Some(place) = &row.place {
            add_named(&mut self.places, place, minutes, rating);
        }
        if let Some(year) = row.year {
            self.decades.entry(year - year.rem_euclid(10)).or_default().add(minutes, rating);
        }
        if let Some(runtime) = row.runtime_minutes {
            self.runtimes.entry(runtime - runtime.rem_euclid(RUNTIME_STEP)).or_default().add(minutes, rating);
        }
        self.add_film(movie, row);
    }

    fn add_date(&mut self, date: WatchDate, movie: MovieId, minutes: u64, rating: Option<Rating>) {
        let first_day = date.first_day();
        self.years.entry(first_day.year()).or_default().add(minutes, rating);
        if date.precision() != Precision::Year {
            let month = format!("{:04}-{:02}", first_day.year(), first_day.month());
            self.months.entry(month).or_default().add(minutes, rating);
        }
        if let Some(day) = date.day() {
            self.days.entry(day).or_default().add(minutes, rating);
        }
        // Equal dates are told apart by the film, so that both engines tell the same one.
        if self.first.is_none_or(|first| (date, movie) < first) {
            self.first = Some((date, movie));
        }
        if self.latest.is_none_or(|latest| (date, movie) > latest) {
            self.latest = Some((date, movie));
        }
    }

    fn add_film(&mut self, id: MovieId, row: WatchRow) {
        let film = self.films.entry(id).or_insert(Film {
            title: row.title,
            year: row.year,
            runtime_minutes: row.runtime_minutes,
            poster: row.poster,
            watched_on: None,
            rating: None,
            watches: 0,
        });
        film.watched_on = film.watched_on.max(row.watched_on);
        film.rating = film.rating.max(row.rating);
        film.watches += 1;
    }

    /// All of it.
    pub fn finish(self) -> Statistics {
        let find =
            |found: Option<(WatchDate, MovieId)>| found.and_then(|(_, id)| Some(self.films.get(&id)?.highlight(id)));
        let Statistics { mut all_years, mut weekdays, ratings, rewatches, likes, watches_without_runtime, .. } =
            self.made;
        all_years.sort_unstable_by_key(|year| Reverse(*year));
        for (day, sum) in &self.days {
            let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
            weekdays[index] += sum.watches;
        }
        let days: BTreeSet<Date> = self.days.keys().copied().collect();
        let ends = days.first().zip(days.last());
        let is_short = ends.is_some_and(|(first, last)| days_between(*first, *last) < DAYS_OF_A_YEAR);
        let with_runtime = || self.films.iter().filter_map(|(id, film)| Some((film.runtime_minutes?, *id, film)));
        let highlight = |(_, id, film): (i16, MovieId, &Film)| film.highlight(id);
        Statistics {
            all_years,
            watches: self.whole.watches,
            movies: self.films.len() as u64,
            minutes: self.whole.minutes,
            average_rating: self.whole.average(),
            years: in_order(&self.years),
            months: in_order(&self.months),
            days: if is_short { in_order(&self.days) } else { Vec::new() },
            weekdays,
            genres: most_first(self.genres),
            directors: most_first(self.directors),
            actors: most_first(self.actors),
            decades: in_order(&self.decades),
            runtimes: in_order(&self.runtimes),
            places: most_first(self.places),
            companions: most_first(self.companions),
            longest_streak: longest_streak(&days),
            longest_gap: longest_gap(&days),
            first: find(self.first),
            latest: find(self.latest),
            highest_rated: best(&self.films, |film| film.rating.map(|rating| (rating, film.watched_on))),
            most_watched: best(&self.films, |film| (film.watches > 1).then_some((film.watches, film.watched_on))),
            longest: with_runtime().max_by_key(|(runtime, id, _)| (*runtime, Reverse(*id))).map(highlight),
            shortest: with_runtime().min_by_key(|(runtime, id, _)| (*runtime, *id)).map(highlight),
            ratings,
            rewatches,
            likes,
            watches_without_runtime,
        }
    }
}

fn add_named(sums: &mut HashMap<String, Sum>, name: &str, minutes: u64, rating: Option<Rating>) {
    // A name is copied only the first time.
    if let Some(sum) = sums.get_mut(name) {
        sum.add(minutes, rating);
    } else {
        sums.entry(name.to_owned()).or_default().add(minutes, rating);
    }
}

fn in_order<K: ToString>(sums: &BTreeMap<K, Sum>) -> Vec<Tally> {
    sums.iter().map(|(name, sum)| sum.tally(name.to_string())).collect()
}

fn most_first(sums: HashMap<String, Sum>) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = sums.into_iter().map(|(name, sum)| sum.tally(name)).collect();
    tallies.sort_by(|a, b| b.watches.cmp(&a.watches).then_with(|| a.name.cmp(&b.name)));
    tallies.truncate(MAX_ENTRIES);
    tallies
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
