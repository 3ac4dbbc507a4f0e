//! The films that are to be checked, in their order, and what was decided last: what happens to both at each key.

use domain::catalogue::matches::MovieMatch;
use domain::ids::{MovieId, UndoId};
use std::collections::VecDeque;

/// A decision that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The film that it was made for.
    pub item: MovieMatch,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The film comes again later.
    Skipped,
    /// It is being saved.
    Saving,
    /// It was saved; this takes it back.
    Saved(Option<UndoId>),
}

/// What is to be done to take a decision back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeBack {
    /// Nothing more.
    Nothing,
    /// The server must take back what was decided about this film.
    Undo(MovieId, UndoId),
    /// It is being saved: the server must take it back afterwards.
    Later(MovieId),
}

/// The films, the one that is looked at first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Waiting {
    films: VecDeque<MovieMatch>,
    decided: Vec<Decided>,
}

impl Waiting {
    /// The film that is looked at.
    pub fn current(&self) -> Option<&MovieMatch> {
        self.films.front()
    }

    /// How many are there.
    pub fn len(&self) -> usize {
        self.films.len()
    }

    /// Adds films that were fetched, but for those that are there or were decided.
    pub fn add(&mut self, fetched: Vec<MovieMatch>) {
        for item in fetched {
            let id = item.movie.id;
            let is_known = self.films.iter().any(|it| it.movie.id == id)
                || self.decided.iter().any(|it| it.item.movie.id == id && it.outcome != Outcome::Skipped);
            if !is_known {
                self.films.push_back(item);
            }
        }
    }

    /// Puts the film that is looked at behind all others.
    pub fn skip(&mut self) {
        if let Some(item) = self.films.pop_front() {
            self.decided.push(Decided { item: item.clone(), outcome: Outcome::Skipped });
            self.films.push_back(item);
        }
    }

    /// Takes the film that is looked at away, while what was decided is saved.
    pub fn decide(&mut self) -> Option<MovieMatch> {
        let item = self.films.pop_front()?;
        self.decided.push(Decided { item: item.clone(), outcome: Outcome::Saving });
        Some(item)
    }

    /// Notes that it was saved.
    pub fn saved(&mut self, movie: MovieId, undo: Option<UndoId>) {
        if let Some(at) = self.saving(movie) {
            self.decided[at].outcome = Outcome::Saved(undo);
        }
    }

    /// Notes that the film is no longer there: there is nothing to be taken back.
    pub fn gone(&mut self, movie: MovieId) {
        if let Some(at) = self.saving(movie) {
            self.decided.remove(at);
        }
    }

    /// Brings a film back that couldn't be saved: it comes next, so that the one that is looked at stays.
    pub fn failed(&mut self, movie: MovieId) {
        if let Some(at) = self.saving(movie) {
            let item = self.decided.remove(at).item;
            self.films.insert(self.films.len().min(1), item);
        }
    }

    fn saving(&self, movie: MovieId) -> Option<usize> {
        self.decided.iter().rposition(|it| it.item.movie.id == movie && it.outcome == Outcome::Saving)
    }

    /// Whether a decision can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.decided.is_empty()
    }

    /// Brings the film back that was decided last.
    pub fn undo(&mut self) -> Option<TakeBack> {
        let Decided { item, outcome } = self.decided.pop()?;
        let id = item.movie.id;
        self.films.retain(|it| it.movie.id != id);
        self.films.push_front(item);
        Some(match outcome {
            Outcome::Skipped | Outcome::Saved(None) => TakeBack::Nothing,
            Outcome::Saved(Some(undo)) => TakeBack::Undo(id, undo),
            Outcome::Saving => TakeBack::Later(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::library::movies::MovieSummary;
    use uuid::Uuid;

    fn item(number: u128) -> MovieMatch {
        let movie = serde_json::json!({
            "id": Uuid::from_u128(number), "title": "M", "genres": [], "liked": false, "watch_count": 0,
            "on_watchlist": false, "tags": [], "version": 1,
            "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z",
        });
        MovieMatch { movie: serde_json::from_value::<MovieSummary>(movie).unwrap(), candidates: Vec::new() }
    }

    fn id(number: u128) -> MovieId {
        MovieId(Uuid::from_u128(number))
    }

    fn waiting(numbers: &[u128]) -> Waiting {
        let mut waiting = Waiting::default();
        waiting.add(numbers.iter().map(|number| item(*number)).collect());
        waiting
    }

    fn order(waiting: &Waiting) -> Vec<u128> {
        waiting.films.iter().map(|it| it.movie.id.0.as_u128()).collect()
    }

    #[test]
    fn the_next_film_is_there_at_once() {
        let mut films = waiting(&[1, 2, 3]);
        assert_eq!(films.decide().map(|it| it.movie.id), Some(id(1)));
        assert_eq!(order(&films), [2, 3]);
        // One that is being saved isn't fetched again.
        films.add(vec![item(1), item(4)]);
        assert_eq!(order(&films), [2, 3, 4]);
    }

    #[test]
    fn a_film_that_is_skipped_comes_last() {
        let mut films = waiting(&[1, 2, 3]);
        films.skip();
        assert_eq!(order(&films), [2, 3, 1]);
        assert_eq!(films.undo(), Some(TakeBack::Nothing));
        assert_eq!(order(&films), [1, 2, 3]);
    }

    #[test]
    fn a_film_that_could_not_be_saved_comes_next() {
        let mut films = waiting(&[1, 2, 3]);
        films.decide();
        films.failed(id(1));
        assert_eq!(order(&films), [2, 1, 3]);
        assert!(!films.can_undo());
    }

    #[test]
    fn nothing_is_to_be_taken_back_of_a_film_that_is_gone() {
        let mut films = waiting(&[1, 2]);
        films.decide();
        films.gone(id(1));
        assert_eq!((order(&films), films.can_undo()), (vec![2], false));
    }

    #[test]
    fn decisions_are_taken_back_one_by_one() {
        let (mut films, undo) = (waiting(&[1, 2, 3]), UndoId(Uuid::from_u128(7)));
        films.decide();
        films.saved(id(1), Some(undo));
        films.decide();
        assert_eq!(films.undo(), Some(TakeBack::Later(id(2))), "it is being saved");
        assert_eq!(films.undo(), Some(TakeBack::Undo(id(1), undo)));
        assert_eq!((order(&films), films.undo()), (vec![1, 2, 3], None));
    }
}
