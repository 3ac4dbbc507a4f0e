//! What somebody likes, and how well a film fits.

use super::worth;
use crate::film::Role;
use crate::finding::Found;
use std::collections::{BTreeMap, HashMap};

/// The most reasons that are told.
const MAX_REASONS: usize = 3;
/// What each side of a film counts.
const BY_PEOPLE: f64 = 3.0;
const BY_GENRES: f64 = 2.0;
const BY_DECADE: f64 = 0.7;
const BY_FAME: f64 = 1.2;
const BY_RATING: f64 = 0.8;
/// The average rating at IMDb, in tenths of a point, and how far the best are from it.
const AVERAGE: f64 = 65.0;
const SPREAD: f64 = 35.0;

/// A film that somebody loved, or didn't.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The film.
    pub film: Found,
    /// How much: 1 for the most loved, -1 for the least.
    pub weight: f64,
}

/// What somebody likes.
#[derive(Debug, Default)]
pub struct Taste {
    films: Vec<Weighed>,
    /// By their numbers: how much they are liked, and the film that they are liked for most, with how much that is.
    people: BTreeMap<u32, (f64, u32, f64)>,
    genres: HashMap<String, f64>,
    decades: HashMap<u16, f64>,
}

impl Taste {
    /// What these films say, each with its people.
    pub(super) fn of(films: Vec<(Vec<(u32, Role)>, Weighed)>) -> Self {
        let whole: f64 = films.iter().map(|it| it.1.weight.abs()).sum::<f64>().max(1.0);
        let mut taste = Self::default();
        for (people, it) in films {
            for (person, role) in people {
                let part = it.weight * worth(role);
                let entry = taste.people.entry(person).or_insert((0.0, 0, 0.0));
                entry.0 += part;
                if part > entry.2 {
                    (entry.1, entry.2) = (it.film.rank, part);
                }
            }
            for genre in &it.film.genres {
                *taste.genres.entry(genre.clone()).or_default() += it.weight / whole;
            }
            if let Some(year) = it.film.year {
                *taste.decades.entry(year / 10).or_default() += it.weight / whole;
            }
            taste.films.push(it);
        }
        taste
    }

    /// Whether nothing is known of it.
    pub fn is_empty(&self) -> bool {
        self.films.iter().all(|it| it.weight <= 0.0)
    }

    /// Whether the film of this rank is one of those that it comes from.
    pub(super) fn has(&self, rank: u32) -> bool {
        self.films.iter().any(|it| it.film.rank == rank)
    }

    /// Leaves out the films that it comes from.
    pub(super) fn leave_out(&self, scores: &mut HashMap<u32, f64>) {
        for it in &self.films {
            scores.remove(&it.film.rank);
        }
    }

    /// The people who are liked most.
    pub(super) fn people(&self, most: usize) -> Vec<(u32, f64)> {
        let mut liked: Vec<_> =
            self.people.iter().filter(|it| it.1.0 > 0.0).map(|(person, it)| (*person, it.0)).collect();
        liked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        liked.truncate(most);
        liked
    }

    /// How well a film fits, and the people for whom it does, each with the rank of the film that they are liked for.
    /// `count` is the number of all films.
    pub(super) fn weigh(&self, film: &Found, people: &[(u32, Role)], count: f64) -> (f64, Vec<(Role, u32, u32)>) {
        let mut by_person: BTreeMap<u32, (f64, Role, u32)> = BTreeMap::new();
        for (person, role) in people {
            let Some((affinity, loved, _)) = self.people.get(person) else { continue };
            // Somebody who did both counts once, as the director.
            by_person.entry(*person).or_insert((affinity * worth(*role), *role, *loved));
        }
        let sum: f64 = by_person.values().map(|it| it.0).sum();
        let mut best: Vec<_> = by_person.into_iter().filter(|it| it.1.0 > 0.0 && it.1.2 > 0).collect();
        best.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
        best.truncate(MAX_REASONS);
        let score = BY_PEOPLE * sum / (1.0 + sum.abs())
            + BY_GENRES * self.genres_of(film)
            + BY_DECADE * film.year.and_then(|year| self.decades.get(&(year / 10))).copied().unwrap_or_default()
            + BY_FAME * (1.0 - f64::from(film.rank).ln() / (count + 1.0).ln())
            + if film.rating == 0 { 0.0 } else { BY_RATING * (f64::from(film.rating) - AVERAGE) / SPREAD };
        (score, best.into_iter().map(|(person, (_, role, loved))| (role, person, loved)).collect())
    }

    fn genres_of(&self, film: &Found) -> f64 {
        let count = u32::try_from(film.genres.len()).unwrap_or(u32::MAX).max(1);
        film.genres.iter().filter_map(|genre| self.genres.get(genre)).sum::<f64>() / f64::from(count)
    }

    /// The genre of a film that is liked most, with the rank of the most loved film that has it: one of the same
    /// decade, if there is one.
    pub(super) fn genre_of(&self, film: &Found) -> Option<(String, u32)> {
        let liking = |genre: &String| self.genres.get(genre).copied().unwrap_or_default();
        // Of equals, the first.
        let best = film.genres.iter().rev().max_by(|a, b| liking(a).total_cmp(&liking(b)))?;
        let decade = |film: &Found| film.year.map(|year| year / 10);
        let loved = self.films.iter().filter(|it| it.weight > 0.0 && it.film.genres.contains(best));
        let closeness = |it: &&Weighed| {
            let is_same = decade(&it.film) == decade(film);
            it.weight + if is_same { 1.0 } else { 0.0 }
        };
        let of = loved.max_by(|a, b| closeness(a).total_cmp(&closeness(b)).then(b.film.rank.cmp(&a.film.rank)))?;
        (liking(best) > 0.0).then(|| (best.clone(), of.film.rank))
    }
}
