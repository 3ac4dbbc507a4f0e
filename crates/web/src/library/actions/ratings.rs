//! The ratings that were given and are not saved yet.

use domain::ids::MovieId;

/// A film, and its rating in half stars, 0 for none.
pub type Given = (MovieId, u8);

/// The last rating of each film that is not saved yet, in the order in which the films were rated.
/// One is being saved at a time, so that the last one given is the last one saved.
#[derive(Debug, Default)]
pub struct Ratings {
    given: Vec<Given>,
    on_its_way: Option<Given>,
}

impl Ratings {
    /// Notes a rating, in the place of an older one of that film.
    pub fn give(&mut self, movie: MovieId, half_stars: u8) {
        match self.given.iter_mut().find(|given| given.0 == movie) {
            Some(given) => given.1 = half_stars,
            None => self.given.push((movie, half_stars)),
        }
    }

    /// The rating to save next, if there is one.
    pub fn send(&mut self) -> Option<Given> {
        self.on_its_way = self.given.first().copied();
        self.on_its_way
    }

    /// Notes that saving a rating has ended, well or not. A newer one of that film stays.
    pub fn end(&mut self, saved: Given) {
        self.on_its_way = None;
        self.given.retain(|given| *given != saved);
    }

    /// The rating of a film that is not saved yet.
    pub fn of(&self, movie: MovieId) -> Option<u8> {
        self.given.iter().find(|given| given.0 == movie).map(|given| given.1)
    }

    /// The ratings that were not sent yet.
    pub fn waiting(&self) -> Vec<Given> {
        self.given.iter().copied().filter(|given| Some(*given) != self.on_its_way).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(last: u8) -> MovieId {
        format!("0192f0c1-2d5c-7a6e-8a7d-0242ac12000{last}").parse().unwrap()
    }

    #[test]
    fn the_last_rating_is_shown_and_saved_after_the_one_on_its_way() {
        let mut ratings = Ratings::default();
        ratings.give(film(1), 8);
        assert_eq!(ratings.send(), Some((film(1), 8)));
        ratings.give(film(1), 9);
        ratings.give(film(1), 10);
        assert_eq!(ratings.waiting(), [(film(1), 10)]);
        ratings.end((film(1), 8));
        assert_eq!(ratings.of(film(1)), Some(10));
        assert_eq!(ratings.send(), Some((film(1), 10)));
        ratings.end((film(1), 10));
        assert_eq!((ratings.of(film(1)), ratings.send()), (None, None));
    }

    #[test]
    fn two_films_rated_in_a_row_are_both_saved() {
        let mut ratings = Ratings::default();
        ratings.give(film(1), 8);
        ratings.send();
        ratings.give(film(1), 10);
        ratings.give(film(2), 6);
        assert_eq!(ratings.waiting(), [(film(1), 10), (film(2), 6)]);
        // The first one ends, well or not.
        ratings.end((film(1), 8));
        assert_eq!(ratings.send(), Some((film(1), 10)));
        ratings.end((film(1), 10));
        assert_eq!(ratings.send(), Some((film(2), 6)));
    }
}
