//! Whether a film that somebody has is one of those with its title. Nothing is guessed in silence: what isn't sure is
//! for people to decide.

use crate::words::words;

/// What is known of a film that somebody has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// Its title, in any language.
    pub title: String,
    /// Its title where it comes from, if that is another one.
    pub original_title: Option<String>,
    /// When it came out.
    pub year: Option<i16>,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// Who directed it.
    pub directors: Vec<String>,
}

/// A film of the catalogue that has the title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// When it came out.
    pub year: Option<u16>,
    /// How long it runs.
    pub runtime_minutes: Option<u16>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// How well known it is.
    pub votes: u32,
}

/// Sources round running times differently, and count the credits or don't. A cut of its own differs by more, and may be
/// another entry; a copy in PAL, which is 4 % shorter, isn't told from one.
const SAME_RUNTIME: u16 = 2;
/// Films of the same title whose years differ by this may be the same: festivals come before cinemas.
const NEAR_YEARS: u16 = 1;
/// When nothing but title and year can be compared, another film of that title that is known by as many times more people
/// may be meant: years are mistyped, too.
const FAR_BETTER_KNOWN: u32 = 100;

/// Which of the films with the title it is, if that is sure: the only one around its year, and of that very year, with the
/// same director, or else as long; where neither can be compared, it must not be obscure beside its namesakes.
pub fn sure(film: &Described, titled: &[Candidate]) -> Option<usize> {
    let year = u16::try_from(film.year?).ok()?;
    let mut near = titled.iter().enumerate().filter(|(_, it)| is_near(it, year));
    let (at, only) = near.next().filter(|_| near.next().is_none())?;
    if only.year != Some(year) {
        return None;
    }
    let agrees = if !film.directors.is_empty() && !only.directors.is_empty() {
        film.directors.iter().any(|name| only.directors.iter().any(|other| same_name(name, other)))
    } else if let Some((one, other)) = film.runtime_minutes.zip(only.runtime_minutes) {
        u16::try_from(one).is_ok_and(|one| one.abs_diff(other) <= SAME_RUNTIME)
    } else {
        let most = only.votes.max(1).saturating_mul(FAR_BETTER_KNOWN);
        titled.iter().all(|it| it.votes <= most)
    };
    agrees.then_some(at)
}

/// Whether it may be of that year. Of the films without a year, most were never made.
fn is_near(film: &Candidate, year: u16) -> bool {
    film.year.map_or(film.votes > 0, |its| its.abs_diff(year) <= NEAR_YEARS)
}

/// How far a film's year is from the one that is known; those without come last.
pub fn distance(film: &Described, year: Option<u16>) -> u16 {
    let known = film.year.and_then(|year| u16::try_from(year).ok());
    known.zip(year).map_or(u16::MAX, |(one, other)| one.abs_diff(other))
}

/// Whether a film that was found by a search may be the one: of a year around its own.
pub fn may_be(film: &Described, year: Option<u16>) -> bool {
    distance(film, year) <= NEAR_YEARS
}

/// Whether two names are of the same person: the same words in any order, as “Bong Joon-ho” and “Joon-ho Bong” are.
fn same_name(one: &str, other: &str) -> bool {
    let sorted = |name: &str| {
        let mut all = words(name);
        all.sort_unstable();
        all
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(year: Option<i16>, runtime_minutes: Option<i16>, director: &str) -> Described {
        let directors = director.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Described { title: "Heat".to_owned(), year, runtime_minutes, directors, ..Described::default() }
    }

    fn other(year: u16, runtime_minutes: u16, director: &str, votes: u32) -> Candidate {
        let directors = director.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let some = |number: u16| Some(number).filter(|number| *number > 0);
        Candidate { year: some(year), runtime_minutes: some(runtime_minutes), directors, votes }
    }

    #[test]
    fn only_a_film_that_nothing_speaks_against_is_sure() {
        let heat = || other(1995, 170, "Michael Mann", 700_000);
        let old = || other(1986, 101, "Dick Richards", 3000);
        let cases = [
            ("as long", film(Some(1995), Some(172), ""), vec![heat(), old()], Some(0)),
            ("a cut of its own", film(Some(1995), Some(173), ""), vec![heat(), old()], None),
            ("the same director", film(Some(1995), None, "MICHAEL MANN"), vec![old(), heat()], Some(1)),
            ("a name turned round", film(Some(1995), None, "Mann Michael"), vec![heat()], Some(0)),
            ("one of two directors", film(Some(1995), Some(99), "Ann Lee,Mann Michael"), vec![heat()], Some(0)),
            ("another director", film(Some(1995), Some(170), "Ann Lee"), vec![heat()], None),
            ("title and year alone", film(Some(1995), None, ""), vec![heat(), old()], Some(0)),
            ("obscure beside its namesake", film(Some(1986), None, ""), vec![heat(), old()], None),
            ("obscure, but as long", film(Some(1986), Some(101), ""), vec![heat(), old()], Some(1)),
            ("obscure alone", film(Some(1986), None, ""), vec![other(1986, 0, "", 0)], Some(0)),
            ("a year beside", film(Some(1996), Some(170), "Michael Mann"), vec![heat(), old()], None),
            ("no year", film(None, Some(170), "Michael Mann"), vec![heat()], None),
            ("another within a year", film(Some(1995), Some(170), ""), vec![heat(), other(1996, 90, "", 5)], None),
            ("one that was never made", film(Some(1995), Some(170), ""), vec![heat(), other(0, 0, "", 0)], Some(0)),
            ("one of an unknown year", film(Some(1995), Some(170), ""), vec![heat(), other(0, 0, "", 9)], None),
            ("none", film(Some(1995), None, ""), vec![], None),
        ];
        for (what, film, titled, expected) in cases {
            assert_eq!(sure(&film, &titled), expected, "{what}");
        }
    }
}
