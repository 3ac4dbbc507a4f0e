//! Which rows of an import speak of the same film.

use domain::text::fold;
use formats::Described;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Numbers the films of an import: rows with the same key are of one film, and where there are none, those with the same
/// ID, or else with the same title and year. Keeps digests alone, so that a million films take some 100 MB at the most.
#[derive(Default)]
pub struct Grouping {
    films: Vec<Ids>,
    by_key: HashMap<u64, u32>,
    by_imdb_id: HashMap<u64, u32>,
    by_tmdb_id: HashMap<i64, u32>,
    /// By IDs that were recognised, which aren't held against what the file says itself.
    by_recognised: HashMap<u64, u32>,
    by_title: HashMap<u64, u32>,
}

/// What is known of a film's IDs.
#[derive(Clone, Copy, Default)]
struct Ids {
    imdb_id: Option<u64>,
    tmdb_id: Option<i64>,
    /// By what it was recognised.
    recognised: Option<u64>,
}

impl Ids {
    /// Whether both can be of one film.
    fn agree(self, other: Self) -> bool {
        fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        same(self.imdb_id, other.imdb_id)
            && same(self.tmdb_id, other.tmdb_id)
            && same(self.recognised, other.recognised)
    }
}

impl Grouping {
    /// The number of the film that is described, from 1 on.
    pub fn number(&mut self, movie: &Described, key: Option<&str>) -> i64 {
        if let Some(key) = key {
            let next = self.next();
            let number = *self.by_key.entry(digest(&key)).or_insert(next);
            if number == next {
                self.films.push(Ids::default());
            }
            return i64::from(number) + 1;
        }
        let (imdb_id, tmdb_id) = (movie.imdb_id.as_ref().map(digest), movie.tmdb_id);
        let ids = if movie.ids_recognised {
            Ids { recognised: imdb_id.or(tmdb_id.as_ref().map(digest)), ..Ids::default() }
        } else {
            Ids { imdb_id, tmdb_id, recognised: None }
        };
        let title = (!movie.title.is_empty()).then(|| digest(&(fold(&movie.title), movie.year)));
        let by_id = imdb_id.and_then(|id| self.by_imdb_id.get(&id));
        let by_id = by_id.or_else(|| tmdb_id.and_then(|id| self.by_tmdb_id.get(&id))).copied();
        let agrees = |number: &u32| self.films[*number as usize].agree(ids);
        let by_recognised = || {
            let keys = [imdb_id, tmdb_id.as_ref().map(digest)];
            keys.iter().flatten().find_map(|id| self.by_recognised.get(id)).copied()
        };
        let by_title = || self.by_title.get(&title?).copied();
        let same = by_id.or_else(|| by_recognised().filter(agrees)).or_else(|| by_title().filter(agrees));
        let number = same.unwrap_or_else(|| {
            self.films.push(Ids::default());
            self.next() - 1
        });
        let known = &mut self.films[number as usize];
        known.imdb_id = known.imdb_id.or(ids.imdb_id);
        known.tmdb_id = known.tmdb_id.or(ids.tmdb_id);
        known.recognised = known.recognised.or(ids.recognised);
        ids.imdb_id.map(|id| self.by_imdb_id.entry(id).or_insert(number));
        ids.tmdb_id.map(|id| self.by_tmdb_id.entry(id).or_insert(number));
        ids.recognised.map(|id| self.by_recognised.entry(id).or_insert(number));
        title.map(|title| self.by_title.entry(title).or_insert(number));
        i64::from(number) + 1
    }

    /// The number of the next film: there are at most a million rows.
    fn next(&self) -> u32 {
        u32::try_from(self.films.len()).unwrap_or(u32::MAX)
    }
}

fn digest(value: &impl Hash) -> u64 {
    // Its keys are fixed: the same film gets the same digest on every server. Nothing is stored by it.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(title: &str, year: Option<i16>, imdb_id: Option<&str>) -> Described {
        Described { title: title.to_owned(), year, imdb_id: imdb_id.map(str::to_owned), ..Described::default() }
    }

    #[test]
    fn rows_of_a_film_are_found_by_id_or_by_title_and_year() {
        let mut grouping = Grouping::default();
        let mut number = |title, year, imdb_id| grouping.number(&film(title, year, imdb_id), None);
        assert_eq!(number("Heat", Some(1995), Some("tt0113277")), 1);
        assert_eq!(number("Amélie", Some(2001), None), 2);
        assert_eq!(number("HEAT", Some(1995), None), 1, "by title and year");
        assert_eq!(number("Heat – Neuf", Some(1996), Some("tt0113277")), 1, "by ID");
        assert_eq!(number("Heat", Some(1995), Some("tt9999999")), 3, "another ID is another film");
        assert_eq!(number("Heat", None, None), 4, "never a guess");
        assert_eq!(number("amelie", Some(2001), Some("tt0211915")), 2, "an ID that only one has");
        assert_eq!(number("", None, Some("tt0211915")), 2);
    }

    #[test]
    fn ids_that_were_recognised_do_not_part_rows() {
        let mut grouping = Grouping::default();
        let mut number = |title, imdb_id, ids_recognised| {
            let film = Described { ids_recognised, ..film(title, Some(1995), Some(imdb_id)) };
            grouping.number(&film, None)
        };
        assert_eq!(number("Heat", "tt9999999", false), 1);
        assert_eq!(number("Heat", "tt0113277", true), 1, "the row itself has no ID");
        assert_eq!(number("Amélie", "tt0211915", true), 2);
        assert_eq!(number("Le fabuleux destin", "tt0211915", true), 2, "another title of it");
        assert_eq!(number("Amelie of Montmartre", "tt0211915", false), 2, "the ID that the file says");
        assert_eq!(number("Amélie", "tt7777777", false), 3, "another ID is another film");
        assert_eq!(number("Amélie", "tt0000001", true), 4, "a film of the same title and year");
        assert_eq!(number("Amélie", "tt0000001", true), 4);
    }

    #[test]
    fn rows_with_keys_are_of_the_films_that_these_name() {
        let mut grouping = Grouping::default();
        let mut number = |key| grouping.number(&film("Cinderella", Some(1922), None), Some(key));
        assert_eq!([number("a"), number("b"), number("a"), number("b")], [1, 2, 1, 2]);
    }
}
