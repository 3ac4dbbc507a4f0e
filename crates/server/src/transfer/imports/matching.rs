//! Which film of the library a film of an import is.

use domain::ids::MovieId;
use domain::text::fold;
use formats::Described;
use std::collections::{HashMap, HashSet};
use storage::transfer::known::Identified;

/// The films of a library, by what they are recognised by.
pub struct Matcher {
    movies: Vec<Identified>,
    ids: HashSet<MovieId>,
    by_imdb_id: HashMap<String, usize>,
    by_tmdb_id: HashMap<i64, usize>,
    by_title: HashMap<String, Vec<usize>>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It is this one.
    One(MovieId),
    /// It may be one of these: somebody should look at it.
    Unsure(Vec<MovieId>),
    /// It isn't there.
    New,
}

/// The most films that a match is unsure between.
const MOST: usize = 10;

impl Matcher {
    /// The films of a library.
    pub fn new(movies: Vec<Identified>) -> Self {
        let mut this = Self {
            movies: Vec::new(),
            ids: movies.iter().map(|movie| movie.id).collect(),
            by_imdb_id: HashMap::new(),
            by_tmdb_id: HashMap::new(),
            by_title: HashMap::new(),
        };
        for (index, movie) in movies.iter().enumerate() {
            if let Some(id) = &movie.imdb_id {
                this.by_imdb_id.entry(id.clone()).or_insert(index);
            }
            if let Some(id) = movie.tmdb_id {
                this.by_tmdb_id.entry(id).or_insert(index);
            }
            this.by_title.entry(movie.title_folded.clone()).or_default().push(index);
        }
        Self { movies, ..this }
    }

    /// The film that an export of this very library names by this key.
    pub fn find_exported(&self, key: &str) -> Option<MovieId> {
        key.parse().ok().filter(|id| self.ids.contains(id))
    }

    /// The film that is described: the one with its IDs, or else with its title and year. One whose year is another by
    /// one, or isn't known, is never taken without asking.
    pub fn find(&self, movie: &Described) -> Match {
        let by_id = movie.imdb_id.as_ref().and_then(|id| self.by_imdb_id.get(id));
        let by_id = by_id.or_else(|| movie.tmdb_id.and_then(|id| self.by_tmdb_id.get(&id)));
        if let Some(index) = by_id {
            return Match::One(self.movies[*index].id);
        }
        let titled = self.by_title.get(&fold(&movie.title)).map(Vec::as_slice).unwrap_or_default();
        let candidates = titled.iter().map(|index| &self.movies[*index]).filter(|it| {
            let (imdb_ids, tmdb_ids) = (it.imdb_id.as_ref().zip(movie.imdb_id.as_ref()), it.tmdb_id.zip(movie.tmdb_id));
            imdb_ids.is_none_or(|(one, other)| one == other) && tmdb_ids.is_none_or(|(one, other)| one == other)
        });
        let candidates: Vec<&Identified> = candidates.collect();
        let ids = |near: Vec<&&Identified>| near.into_iter().take(MOST).map(|it| it.id).collect::<Vec<_>>();
        // Without a year, the only film of that title that has none either.
        let is_same = |it: &&&Identified| it.year == movie.year && (it.year.is_some() || candidates.len() == 1);
        let same = ids(candidates.iter().filter(is_same).collect());
        match same.as_slice() {
            [] => {
                let is_near = |it: &&&Identified| match (it.year, movie.year) {
                    (Some(one), Some(other)) => one.abs_diff(other) == 1,
                    _ => true,
                };
                let near = ids(candidates.iter().filter(is_near).collect());
                if near.is_empty() { Match::New } else { Match::Unsure(near) }
            }
            [only] => Match::One(*only),
            _ => Match::Unsure(same),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn matcher() -> Matcher {
        let movie = |number: u128, title: &str, year, imdb_id: Option<&str>| Identified {
            id: MovieId(Uuid::from_u128(number)),
            title_folded: fold(title),
            year,
            imdb_id: imdb_id.map(str::to_owned),
            tmdb_id: None,
        };
        Matcher::new(vec![
            movie(1, "Heat", Some(1995), Some("tt0113277")),
            movie(2, "Cinderella", Some(1922), None),
            movie(3, "Cinderella", Some(1922), None),
            movie(4, "Solaris", None, None),
        ])
    }

    fn found(title: &str, year: Option<i16>, imdb_id: Option<&str>) -> Match {
        let imdb_id = imdb_id.map(str::to_owned);
        matcher().find(&Described { title: title.to_owned(), year, imdb_id, ..Described::default() })
    }

    fn id(number: u128) -> MovieId {
        MovieId(Uuid::from_u128(number))
    }

    #[test]
    fn a_film_is_found_by_its_id_or_its_title_and_year() {
        assert_eq!(found("Another title", None, Some("tt0113277")), Match::One(id(1)));
        assert_eq!(found("HEAT", Some(1995), None), Match::One(id(1)));
        assert_eq!(found("Heat", Some(1995), Some("tt7777777")), Match::New, "another ID is another film");
        assert_eq!(found("Solaris", None, None), Match::One(id(4)), "neither has a year");
        assert_eq!(found("Stalker", Some(1979), None), Match::New);
    }

    #[test]
    fn nothing_is_guessed_in_silence() {
        assert_eq!(found("Heat", Some(1996), None), Match::Unsure(vec![id(1)]), "a year beside");
        assert_eq!(found("Heat", None, None), Match::Unsure(vec![id(1)]), "without a year");
        assert_eq!(found("Solaris", Some(1972), None), Match::Unsure(vec![id(4)]), "a film without a year");
        assert_eq!(found("Cinderella", Some(1922), None), Match::Unsure(vec![id(2), id(3)]));
        assert_eq!(found("Heat", Some(1986), None), Match::New, "another film of that title");
    }
}
