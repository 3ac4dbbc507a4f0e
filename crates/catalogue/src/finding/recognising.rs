//! Finding the film that somebody has.

use super::matching::{LOOKED_AT, Term};
use super::{Catalogue, Found};
use crate::error::Error;
use crate::film::Role;
use crate::recognising::{Candidate, Described, distance, may_be, sure};
use crate::words::{WHOLE, whole, words};

/// What a film that somebody has is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// It is this one.
    Sure(Box<Found>),
    /// It may be one of these, the likeliest first.
    Candidates(Vec<Found>),
    /// It isn't there.
    Unknown,
}

impl Catalogue {
    /// The film that is described, or else those that it may be, as many at the most.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn recognise(&self, film: &Described, limit: usize) -> Result<Recognised, Error> {
        let mut titled = self.titled(film)?;
        if let Some(at) = self.sure_of(film, &titled)? {
            return Ok(Recognised::Sure(Box::new(titled.swap_remove(at))));
        }
        titled.sort_by_key(|it| (distance(film, it.year), it.rank));
        titled.truncate(limit);
        if film.year.is_some() && titled.len() < limit {
            for found in self.find(&film.title, limit)? {
                let is_new = titled.iter().all(|it| it.rank != found.rank);
                if is_new && may_be(film, found.year) && titled.len() < limit {
                    titled.push(found);
                }
            }
        }
        Ok(if titled.is_empty() { Recognised::Unknown } else { Recognised::Candidates(titled) })
    }

    /// The film that is described, if that is sure. Quicker than [`Self::recognise`].
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn recognise_surely(&self, film: &Described) -> Result<Option<Found>, Error> {
        if film.year.is_none() {
            return Ok(None);
        }
        let mut titled = self.titled(film)?;
        Ok(self.sure_of(film, &titled)?.map(|at| titled.swap_remove(at)))
    }

    fn sure_of(&self, film: &Described, titled: &[Found]) -> Result<Option<usize>, Error> {
        let mut candidates = Vec::with_capacity(titled.len());
        for it in titled {
            // Only those of around the year are looked at so closely.
            let directors = if film.directors.is_empty() || !may_be(film, it.year) {
                Vec::new()
            } else {
                let credits = self.credits(it.rank)?.into_iter();
                credits.filter(|credit| credit.role == Role::Director).map(|credit| credit.name).collect()
            };
            let &Found { year, runtime_minutes, votes, .. } = it;
            candidates.push(Candidate { year, runtime_minutes, directors, votes });
        }
        Ok(sure(film, &candidates))
    }

    /// The films that have one of its titles in any language, but for accents, articles and what is between words; the
    /// best known ones where there are many, and those of around its year.
    fn titled(&self, film: &Described) -> Result<Vec<Found>, Error> {
        let mut ranks = Vec::new();
        for title in [Some(&film.title), film.original_title.as_ref()].into_iter().flatten() {
            let Some(whole) = whole(&words(title)) else { continue };
            let term = vec![Term::Word(format!("{WHOLE}{whole}"))];
            let best_known = self.matching([term.clone()])?;
            if let Some(year) = film.year.filter(|_| best_known.len() == LOOKED_AT) {
                for near in year - 1..=year + 1 {
                    ranks.extend(self.matching([term.clone(), vec![Term::Word(near.to_string())]])?);
                }
            }
            ranks.extend(best_known);
        }
        self.read.borrow_mut().clear();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.into_iter().filter_map(|rank| self.film_of_rank(rank).transpose()).collect()
    }
}
