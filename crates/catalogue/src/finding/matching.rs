//! The films that have words: those of all words, of which each may be one of several.

use super::Catalogue;
use crate::error::Error;
use crate::postings::{Bits, Kept, Ranks, TOGETHER};
use crate::words::PERSON;

/// The films that are looked at for each way of finding them: the best known ones that fit.
pub(super) const LOOKED_AT: usize = 60;
/// The most words that begin in the same way and are looked at one by one.
const MAX_GATHERED: u32 = 64;

/// What a film may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A word.
    Word(String),
    /// A word that begins so.
    Beginning(String),
}

impl Term {
    /// The same in somebody's name.
    pub fn of_name(&self) -> Self {
        match self {
            Self::Word(word) => Self::Word(format!("{PERSON}{word}")),
            Self::Beginning(start) => Self::Beginning(format!("{PERSON}{start}")),
        }
    }
}

impl Catalogue {
    /// The ranks of the best known films that have one of each of these, in order.
    pub(super) fn matching(&self, terms: impl IntoIterator<Item = Vec<Term>>) -> Result<Vec<u32>, Error> {
        self.matching_after(terms, 0, LOOKED_AT)
    }

    /// The same, behind a rank, and at most so many.
    pub(super) fn matching_after(
        &self,
        terms: impl IntoIterator<Item = Vec<Term>>,
        after: u32,
        most: usize,
    ) -> Result<Vec<u32>, Error> {
        let mut all = Vec::new();
        for any_of in terms {
            let mut any = Vec::new();
            for term in any_of {
                any.extend(self.read(&term)?.into_iter().map(Ranks::new));
            }
            if any.is_empty() {
                return Ok(Vec::new());
            }
            all.push(any);
        }
        Ok(common(all, after, most))
    }

    /// The films that have it; several lists where several words begin so.
    pub(super) fn read(&self, term: &Term) -> Result<Vec<Kept>, Error> {
        if let Some(films) = self.read.borrow().get(term) {
            return Ok(films.clone());
        }
        let films = match term {
            Term::Word(word) => self.select("SELECT films FROM words WHERE word = ?1 LIMIT ?2", word)?,
            Term::Beginning(start) => {
                let kept = self.select("SELECT films FROM beginnings WHERE beginning = ?1 LIMIT ?2", start)?;
                if kept.is_empty() {
                    // Few words begin so, or it is long.
                    let sql = "SELECT films FROM words WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) LIMIT ?2";
                    self.select(sql, start)?
                } else {
                    kept
                }
            }
        };
        self.read.borrow_mut().insert(term.clone(), films.clone());
        Ok(films)
    }

    fn select(&self, sql: &str, text: &str) -> Result<Vec<Kept>, Error> {
        let mut select = self.index.prepare_cached(sql)?;
        let films = select.query_map((text, MAX_GATHERED), |row| Ok(row.get_ref(0)?.as_blob()?.into()))?;
        Ok(films.collect::<Result<_, _>>()?)
    }
}

/// The first ranks behind this one that are in each of these, where it is in one of several.
fn common(mut all: Vec<Vec<Ranks>>, after: u32, most: usize) -> Vec<u32> {
    // The rarest says where to look at the others.
    all.sort_by_key(|any| any.iter().map(Ranks::size).sum::<usize>());
    let mut found = Vec::new();
    let Some((rarest, others)) = all.split_first_mut() else { return found };
    for it in rarest.iter_mut() {
        it.skip(after);
    }
    while let Some(next) = rarest.iter().filter_map(Ranks::next).min().filter(|_| found.len() < most) {
        let from = next / TOGETHER * TOGETHER;
        let mut bits = Bits::none();
        for it in rarest.iter_mut() {
            it.mark(from, &mut bits);
        }
        let fit = others.iter_mut().all(|any| {
            let mut other = Bits::none();
            for it in any.iter_mut() {
                it.mark(from, &mut other);
            }
            bits.keep(&other)
        });
        if fit {
            let behind = bits.all().map(|at| from + at).filter(|rank| *rank > after);
            found.extend(behind.take(most - found.len()));
        }
    }
    found
}
