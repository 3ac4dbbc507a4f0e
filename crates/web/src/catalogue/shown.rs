//! Which films of a list are shown, and in which order: all that the address says.

use crate::base::routes::{Location, url};
use domain::catalogue::credits::CreditRole;
use domain::catalogue::movies::CatalogueMovie;
use domain::catalogue::people::CatalogueMovieCredit;
use domain::library::movies::MovieSummary;

/// A film, with what somebody did for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    /// The film.
    pub movie: CatalogueMovie,
    /// What they did.
    pub roles: Vec<CreditRole>,
}

/// Films by what one has done with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    All,
    /// Those that were watched.
    Seen,
    /// Those that weren't.
    Unseen,
    /// Those on the watchlist.
    Watchlist,
}

/// All of them, each with its name in the address and in the page.
pub const SHOWS: [(Show, &str, &str); 4] = [
    (Show::All, "", "All"),
    (Show::Seen, "seen", "Watched"),
    (Show::Unseen, "unseen", "Unwatched"),
    (Show::Watchlist, "watchlist", "Watchlist"),
];

impl Show {
    /// What an address says.
    pub fn of(location: &Location) -> Self {
        let said = location.value("show").unwrap_or_default();
        SHOWS.iter().find(|it| it.1 == said).map_or(Self::All, |it| it.0)
    }

    /// Whether a film is shown.
    pub fn has(self, movie: &CatalogueMovie) -> bool {
        let is = |what: fn(&MovieSummary) -> bool| movie.movie.as_deref().is_some_and(what);
        match self {
            Self::All => true,
            Self::Seen => is(|it| it.watch_count > 0),
            Self::Unseen => !is(|it| it.watch_count > 0),
            Self::Watchlist => is(|it| it.on_watchlist),
        }
    }
}

/// Each film once, with all that somebody did for it.
pub fn films_of(credits: Vec<CatalogueMovieCredit>) -> Vec<Film> {
    let mut films: Vec<Film> = Vec::new();
    for CatalogueMovieCredit { role, movie } in credits {
        match films.iter_mut().find(|it| it.movie.id == movie.id) {
            Some(film) => film.roles.push(role),
            None => films.push(Film { movie, roles: vec![role] }),
        }
    }
    films
}

/// A film of one's own that no catalogue knows.
pub fn of_own(movie: MovieSummary) -> CatalogueMovie {
    CatalogueMovie {
        id: movie.id.to_string(),
        title: movie.title.clone(),
        original_title: movie.original_title.clone(),
        year: movie.year,
        runtime_minutes: movie.runtime_minutes,
        genres: Vec::new(),
        directors: Vec::new(),
        actors: Vec::new(),
        credits: Vec::new(),
        imdb_id: movie.imdb_id.clone(),
        tmdb_id: movie.tmdb_id,
        votes: 0,
        rating: None,
        in_library: true,
        movie: Some(Box::new(movie)),
    }
}

/// The films of a role, the newest first unless the best known come first; those without a year are the last.
pub fn arranged(mut films: Vec<Film>, role: Option<CreditRole>, by_votes: bool) -> Vec<Film> {
    films.retain(|film| role.is_none_or(|role| film.roles.contains(&role)));
    if by_votes {
        films.sort_by_key(|film| std::cmp::Reverse(film.movie.votes));
    } else {
        films.sort_by_key(|film| std::cmp::Reverse(film.movie.year));
    }
    films
}

/// The address with another value of a parameter; an empty one takes it out.
pub fn with(location: &Location, name: &str, value: &str) -> String {
    let others = location.query.iter().filter(|(other, _)| other != name);
    let pairs = others.map(|(name, value)| (name.as_str(), value.as_str()));
    url(&location.path, pairs.chain((!value.is_empty()).then_some((name, value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(title: &str, year: Option<i16>, votes: u32) -> CatalogueMovie {
        CatalogueMovie {
            id: title.to_owned(),
            title: title.to_owned(),
            original_title: None,
            year,
            runtime_minutes: None,
            genres: Vec::new(),
            directors: Vec::new(),
            actors: Vec::new(),
            credits: Vec::new(),
            imdb_id: None,
            tmdb_id: None,
            votes,
            rating: None,
            in_library: false,
            movie: None,
        }
    }

    #[test]
    fn a_film_stands_once_and_in_the_order_that_was_chosen() {
        let credit = |role, movie| CatalogueMovieCredit { role, movie };
        let (actor, director) = (CreditRole::Actor, CreditRole::Director);
        let films = films_of(vec![
            credit(actor, film("Known", Some(1972), 90)),
            credit(director, film("New", Some(2014), 5)),
            credit(actor, film("New", Some(2014), 5)),
            credit(actor, film("To come", None, 1)),
        ]);
        let titles = |films: Vec<Film>| films.into_iter().map(|it| it.movie.title).collect::<Vec<_>>();
        assert_eq!(films[1].roles, [director, actor]);
        assert_eq!(titles(arranged(films.clone(), None, false)), ["New", "Known", "To come"]);
        assert_eq!(titles(arranged(films.clone(), None, true)), ["Known", "New", "To come"]);
        assert_eq!(titles(arranged(films, Some(director), true)), ["New"]);
    }

    #[test]
    fn an_address_keeps_what_else_it_says() {
        let location = Location::parse("/people?name=Al%20Pacino&show=seen");
        assert_eq!(with(&location, "show", "unseen"), "/people?name=Al%20Pacino&show=unseen");
        assert_eq!(with(&location, "show", ""), "/people?name=Al%20Pacino");
        assert!(Show::of(&location) == Show::Seen && !Show::Seen.has(&film("x", None, 0)));
    }
}
