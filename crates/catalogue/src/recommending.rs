//! Films for somebody who loved others: those of the same people, and the best known of the same genres and decades.
//! All of it is counted, nothing is left to chance: the same films lead to the same ones.

mod choosing;
mod taste;

pub use choosing::choose;
pub use taste::{Taste, Weighed};

use crate::error::Error;
use crate::film::{Kind, Role};
use crate::finding::{Catalogue, Found};
use domain::text::fold;
use std::collections::HashMap;

/// The most people whose films are looked at: those that count most.
const MAX_PEOPLE: usize = 300;
/// The most films of each, the best known first.
const MAX_FILMS: usize = 40;
/// How many of the best known films of all are looked at for their genres and decades.
const BEST_KNOWN: u32 = 1000;
/// How many films of the same people are weighed at a time.
const PORTION_BY_PEOPLE: usize = 350;
/// How many of the best known ones.
const PORTION_BY_GENRE: usize = 150;
/// The films that are looked at for one that is known by its title and year alone.
const TWINS: usize = 5;
/// What directing a film counts, and playing in it.
const DIRECTED: f64 = 1.0;
const PLAYED: f64 = 0.5;

/// Why a film is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Somebody who directed it, or played in it: their number and their name.
    Person(Role, u32, String),
    /// A genre.
    Genre(String),
}

/// A film that is recommended.
#[derive(Debug, Clone)]
pub struct Recommended {
    /// The film.
    pub film: Found,
    /// How well it fits: the more, the better.
    pub score: f64,
    /// Why, the strongest reason first, each with the rank of a film that somebody loved.
    pub reasons: Vec<(Reason, u32)>,
}

/// Films that may be recommended, in portions: the most promising ones first.
#[derive(Debug, Default)]
pub struct Candidates {
    by_people: Vec<u32>,
    by_genre: Vec<u32>,
}

impl Catalogue {
    /// The film that is meant by an ID at IMDb, or else by a title and a year that one film alone has.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn meant(&self, imdb: Option<u32>, title: &str, year: Option<u16>) -> Result<Option<Found>, Error> {
        if let Some(imdb) = imdb {
            return self.film(imdb);
        }
        let Some(year) = year else { return Ok(None) };
        let folded = fold(title);
        let is_same = |film: &Found| {
            film.year == Some(year)
                && (fold(&film.title) == folded || film.original_title.as_deref().is_some_and(|it| fold(it) == folded))
        };
        let mut same = self.find(title, TWINS)?.into_iter().filter(is_same);
        let only = same.next();
        Ok(only.filter(|_| same.next().is_none()))
    }

    /// What somebody likes: the films that they loved or didn't, each with how much, from -1 to 1.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn taste(&self, films: Vec<Weighed>) -> Result<Taste, Error> {
        let with_people = films.into_iter().map(|it| Ok((self.people(it.film.rank)?, it)));
        Ok(Taste::of(with_people.collect::<Result<_, Error>>()?))
    }

    /// All films that may be recommended to somebody of that taste.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn candidates(&self, taste: &Taste) -> Result<Candidates, Error> {
        let mut scores: HashMap<u32, f64> = HashMap::new();
        for (person, affinity) in taste.people(MAX_PEOPLE) {
            for (rank, role) in self.films_of(person)?.into_iter().take(MAX_FILMS) {
                *scores.entry(rank).or_default() += affinity * worth(role);
            }
        }
        taste.leave_out(&mut scores);
        let mut by_people: Vec<_> = scores.into_iter().collect();
        by_people.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let by_people: Vec<u32> = by_people.into_iter().map(|it| it.0).collect();
        let last = self.count()?.min(BEST_KNOWN);
        let by_genre = if taste.is_empty() { Vec::new() } else { (1..=last).rev().collect() };
        Ok(Candidates { by_people: by_people.into_iter().rev().collect(), by_genre })
    }

    /// Takes the next candidates and weighs them. None at their end.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn weigh_next(&self, from: &mut Candidates, taste: &Taste) -> Result<Option<Vec<Recommended>>, Error> {
        let mut ranks = last_of(&mut from.by_people, PORTION_BY_PEOPLE);
        ranks.extend(last_of(&mut from.by_genre, PORTION_BY_GENRE));
        if ranks.is_empty() {
            return Ok(None);
        }
        ranks.sort_unstable();
        ranks.dedup();
        let count = f64::from(self.count()?);
        let mut weighed = Vec::with_capacity(ranks.len());
        for rank in ranks.into_iter().filter(|rank| !taste.has(*rank)) {
            let Some(film) = self.film_of_rank(rank)?.filter(|it| !it.adult && it.kind != Kind::Short) else {
                continue;
            };
            let people = self.people(rank)?;
            let (score, reasons) = taste.weigh(&film, &people, count);
            let mut named = Vec::with_capacity(reasons.len());
            for (role, person, loved) in reasons {
                named.extend(self.name(person)?.map(|name| (Reason::Person(role, person, name), loved)));
            }
            if named.is_empty() {
                named.extend(taste.genre_of(&film).map(|(genre, loved)| (Reason::Genre(genre), loved)));
            }
            if !named.is_empty() {
                weighed.push(Recommended { film, score, reasons: named });
            }
        }
        Ok(Some(weighed))
    }
}

/// What somebody's work on a film counts.
fn worth(role: Role) -> f64 {
    match role {
        Role::Director => DIRECTED,
        Role::Actor => PLAYED,
    }
}

fn last_of(ranks: &mut Vec<u32>, most: usize) -> Vec<u32> {
    ranks.split_off(ranks.len().saturating_sub(most))
}
