//! Which film of the library a film of an import is.

use domain::ids::MovieId;
use domain::text::fold;
use formats::Described;
use std::collections::HashMap;
use storage::transfer::known::Identified;

/// The films of a library, by what they are recognised by.
pub struct Matcher {
    movies: Vec<Identified>,
    by_id: HashMap<MovieId, usize>,
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
            by_id: movies.iter().enumerate().map(|(index, movie)| (movie.id, index)).collect(),
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
        key.parse().ok().filter(|id| self.by_id.contains_key(id))
    }

    /// Whether a film of the library can be given the IDs that are described, and what came with them. Those that were
    /// only recognised don't overrule what its owner decided: another ID, or that it is none of the catalogue's.
    pub fn takes_ids(&self, id: MovieId, movie: &Described) -> bool {
        let Some(known) = self.by_id.get(&id).map(|index| &self.movies[*index]) else { return true };
        let has_none = known.imdb_id.is_none() && known.tmdb_id.is_none();
        let is_same = known.imdb_id.is_some() && known.imdb_id == movie.imdb_id
            || known.tmdb_id.is_some() && known.tmdb_id == movie.tmdb_id;
        !movie.ids_recognised || is_same || has_none && !known.is_decided
    }

    /// The film that is described: the one with its IDs, or else with its title and year. One whose year is another by
    /// one, or isn't known, is never taken without asking. IDs that were only recognised don't speak against a film: it
    /// may have another one by hand or from elsewhere, and would come a second time.
    pub fn find(&self, movie: &Described) -> Match {
        let by_id = movie.imdb_id.as_ref().and_then(|id| self.by_imdb_id.get(id));
        let by_id = by_id.or_else(|| movie.tmdb_id.and_then(|id| self.by_tmdb_id.get(&id)));
        if let Some(index) = by_id {
            return Match::One(self.movies[*index].id);
        }
        match self.find_titled(movie, true) {
            found @ Match::One(_) => found,
            _ if movie.ids_recognised => self.find_titled(movie, false),
            found => found,
        }
    }

    /// The film with the title and year; one that has another ID is another film, if `agrees`.
    fn find_titled(&self, movie: &Described, agrees: bool) -> Match {
        let titled = self.by_title.get(&fold(&movie.title)).map(Vec::as_slice).unwrap_or_default();
        let candidates = titled.iter().map(|index| &self.movies[*index]).filter(|it| {
            let (imdb_ids, tmdb_ids) = (it.imdb_id.as_ref().zip(movie.imdb_id.as_ref()), it.tmdb_id.zip(movie.tmdb_id));
            !agrees
                || imdb_ids.is_none_or(|(one, other)| one == other) && tmdb_ids.is_none_or(|(one, other)| one == other)
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
            is_decided: number == 4,
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
    fn ids_that_were_recognised_overrule_nothing() {
        let film = |title: &str, year, imdb_id: &str| Described {
            title: title.to_owned(),
            year,
            imdb_id: Some(imdb_id.to_owned()),
            ids_recognised: true,
            ..Described::default()
        };
        let heat = film("Heat", Some(1995), "tt7777777");
        let solaris = film("Solaris", None, "tt0069293");
        assert_eq!(matcher().find(&heat), Match::One(id(1)), "it has another ID");
        assert_eq!(matcher().find(&film("Other", Some(1990), "tt0113277")), Match::One(id(1)));
        let one = matcher().find(&film("Cinderella", Some(1922), "tt0013022"));
        assert_eq!(one, Match::Unsure(vec![id(2), id(3)]), "nor does it choose");
        assert!(!matcher().takes_ids(id(1), &heat), "it has another ID");
        assert!(matcher().takes_ids(id(1), &film("Other", None, "tt0113277")));
        assert!(matcher().takes_ids(id(2), &film("Cinderella", Some(1922), "tt0013022")));
        assert!(!matcher().takes_ids(id(4), &solaris), "its owner decides");
        assert!(matcher().takes_ids(id(4), &Described { ids_recognised: false, ..solaris }), "the file says so");
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
