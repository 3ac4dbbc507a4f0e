//! The best known films of a decade, a genre or a country.

use super::matching::Term;
use super::{Catalogue, Found};
use crate::error::Error;
use crate::words::Facet;

/// Which films are wanted; all of them without anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The first year of their decade.
    pub decade: Option<u16>,
    /// A genre, as [`Catalogue::facets`] gives it.
    pub genre: Option<String>,
    /// A country, by its two letters.
    pub country: Option<String>,
}

impl Wanted {
    /// Whether a film is one of those.
    pub fn has(&self, film: &Found) -> bool {
        self.decade.is_none_or(|decade| film.year.is_some_and(|year| year / 10 * 10 == decade))
            && self.genre.as_ref().is_none_or(|genre| film.genres.contains(genre))
            && self.country.as_ref().is_none_or(|country| film.countries.contains(country))
    }
}

/// What the films of a catalogue can be told by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The first years of their decades, in order.
    pub decades: Vec<u16>,
    /// Their genres, in order.
    pub genres: Vec<String>,
    /// Their countries, by their two letters, in order; none where the source knows none.
    pub countries: Vec<String>,
}

impl Catalogue {
    /// The best known films that are wanted, behind this rank; 0 for the first.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn best(&self, wanted: &Wanted, after: u32, most: usize) -> Result<Vec<Found>, Error> {
        let Wanted { decade, genre, country } = wanted;
        let decade = decade.map(|year| Facet::Decade.of(&year.to_string()));
        let genre = genre.as_deref().map(|genre| Facet::Genre.of(genre));
        let country = country.as_deref().map(|code| Facet::Country.of(code));
        let terms: Vec<_> = [decade, genre, country].into_iter().flatten().map(|it| vec![Term::Word(it)]).collect();
        let ranks = if terms.is_empty() {
            (after..u32::MAX).map(|rank| rank + 1).take(most).collect()
        } else {
            self.matching_after(terms, after, most)?
        };
        self.read.borrow_mut().clear();
        // Ranks have no gaps: where one is missing, the films are at their end.
        let films = ranks.into_iter().map_while(|rank| self.film_of_rank(rank).transpose());
        films.collect()
    }

    /// What its films can be told by.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn facets(&self) -> Result<Facets, Error> {
        let decades = self.values(Facet::Decade)?.iter().filter_map(|year| year.parse().ok()).collect();
        Ok(Facets { decades, genres: self.values(Facet::Genre)?, countries: self.values(Facet::Country)? })
    }

    fn values(&self, facet: Facet) -> Result<Vec<String>, Error> {
        let start = facet.of("");
        let sql = "SELECT substr(word, 3) FROM words WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) ORDER BY word";
        let mut select = self.index.prepare_cached(sql)?;
        let values = select.query_map([&start], |row| row.get(0))?;
        Ok(values.collect::<Result<_, _>>()?)
    }
}
