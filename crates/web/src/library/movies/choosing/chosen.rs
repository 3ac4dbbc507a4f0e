//! Which films are chosen.

use domain::ids::MovieId;
use std::collections::BTreeSet;

/// The films that are chosen: some, or all that the list finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    ids: BTreeSet<MovieId>,
    is_all: bool,
    /// Where a range begins.
    last: Option<MovieId>,
}

impl Chosen {
    /// All films that the list finds, shown or not.
    pub fn all() -> Self {
        Self { is_all: true, ..Self::default() }
    }

    /// Whether it is all that the list finds.
    pub fn is_all(&self) -> bool {
        self.is_all
    }

    /// Whether a film is chosen.
    pub fn has(&self, id: MovieId) -> bool {
        self.is_all || self.ids.contains(&id)
    }

    /// How many films are chosen, of so many that the list finds.
    pub fn count(&self, total: u64) -> u64 {
        if self.is_all { total } else { self.ids.len() as u64 }
    }

    /// Their ids, unless it is all that the list finds.
    pub fn ids(&self) -> Option<Vec<MovieId>> {
        (!self.is_all).then(|| self.ids.iter().copied().collect())
    }

    /// Chooses a film, or no longer. Of all that the list finds, those that are `shown` remain.
    pub fn toggle(&mut self, id: MovieId, shown: &[MovieId]) {
        if self.is_all {
            self.is_all = false;
            self.ids = shown.iter().copied().collect();
        }
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
        self.last = Some(id);
    }

    /// Chooses the films that are shown from the last one that was pressed to this one.
    pub fn extend(&mut self, id: MovieId, shown: &[MovieId]) {
        let place = |id: MovieId| shown.iter().position(|other| *other == id);
        let to = place(id);
        let from = self.last.and_then(place).or(to);
        if let (Some(from), Some(to)) = (from, to) {
            self.ids.extend(&shown[from.min(to)..=from.max(to)]);
        }
        self.last = self.last.or(Some(id));
    }

    /// Chooses films besides those that are chosen.
    pub fn add(&mut self, shown: &[MovieId]) {
        self.ids.extend(shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> MovieId {
        format!("0192f0c1-2d5c-7a6e-8a7d-0000000000{number:02}").parse().unwrap()
    }

    fn shown() -> Vec<MovieId> {
        (0..6).map(id).collect()
    }

    fn chosen(it: &Chosen) -> Vec<MovieId> {
        it.ids().unwrap()
    }

    #[test]
    fn a_range_goes_from_the_last_press_to_this_one_in_either_direction() {
        let mut it = Chosen::default();
        it.toggle(id(3), &shown());
        it.extend(id(5), &shown());
        assert_eq!(chosen(&it), [id(3), id(4), id(5)]);
        it.extend(id(2), &shown());
        assert_eq!(chosen(&it), [id(2), id(3), id(4), id(5)]);
        it.toggle(id(4), &shown());
        assert_eq!(chosen(&it), [id(2), id(3), id(5)]);
    }

    #[test]
    fn a_range_without_a_beginning_is_the_film_itself() {
        let mut it = Chosen::default();
        it.extend(id(2), &shown());
        it.extend(id(1), &shown());
        assert_eq!(chosen(&it), [id(1), id(2)]);
    }

    #[test]
    fn all_that_are_found_become_those_that_are_shown_once_one_is_taken_out() {
        let mut it = Chosen::all();
        assert!(it.has(id(9)) && it.ids().is_none());
        assert_eq!(it.count(900), 900);
        it.toggle(id(0), &shown());
        assert_eq!((it.count(900), it.has(id(0)), it.has(id(1)), it.has(id(9))), (5, false, true, false));
    }
}
