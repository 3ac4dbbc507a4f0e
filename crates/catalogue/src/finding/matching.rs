//! The films that have words: those of all words, of which each may be one of several.

use super::Catalogue;
use crate::error::Error;
use crate::postings::{Bits, Ranks, TOGETHER};
use crate::words::PERSON;
use rusqlite::OptionalExtension;

/// The films that are looked at for each way of finding them: the best known ones that fit.
const LOOKED_AT: usize = 60;
/// The most words that begin in the same way and are looked at one by one.
const MAX_GATHERED: u32 = 64;

/// What a film must have.
pub enum Term {
    /// A word.
    Word(String),
    /// A word that begins so.
    Beginning(String),
    /// One of two.
    Either(Box<[Term; 2]>),
}

impl Term {
    /// The word, or one of somebody's name.
    pub fn or_name(self) -> Self {
        let name = match &self {
            Self::Word(word) => Self::Word(format!("{PERSON}{word}")),
            Self::Beginning(start) => Self::Beginning(format!("{PERSON}{start}")),
            Self::Either(_) => return self,
        };
        Self::Either(Box::new([self, name]))
    }
}

impl Catalogue {
    /// The ranks of the best known films that have all of these, in order.
    pub(super) fn matching(&self, terms: &[Term]) -> Result<Vec<u32>, Error> {
        let mut all = Vec::with_capacity(terms.len());
        for term in terms {
            let mut any = Vec::new();
            self.read(term, &mut any)?;
            if any.is_empty() {
                return Ok(Vec::new());
            }
            all.push(any);
        }
        Ok(common(all))
    }

    /// The films of the word of this text.
    pub(super) fn films_of(&self, word: &str) -> Result<Option<Ranks>, Error> {
        let mut select = self.index.prepare_cached("SELECT films FROM words WHERE word = ?1")?;
        Ok(select.query_row([word], |row| row.get(0)).optional()?.map(Ranks::new))
    }

    fn read(&self, term: &Term, any: &mut Vec<Ranks>) -> Result<(), Error> {
        match term {
            Term::Word(word) => any.extend(self.films_of(word)?),
            Term::Beginning(start) => {
                let mut select = self.index.prepare_cached("SELECT films FROM beginnings WHERE beginning = ?1")?;
                if let Some(films) = select.query_row([start], |row| row.get(0)).optional()? {
                    any.push(Ranks::new(films));
                    return Ok(());
                }
                // Few words begin so, or it is long.
                let sql = "SELECT films FROM words WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) LIMIT ?2";
                let mut select = self.index.prepare_cached(sql)?;
                for films in select.query_map((start, MAX_GATHERED), |row| row.get(0))? {
                    any.push(Ranks::new(films?));
                }
            }
            Term::Either(two) => {
                for term in two.iter() {
                    self.read(term, any)?;
                }
            }
        }
        Ok(())
    }
}

/// The first ranks that are in each of these, where it is in one of several.
fn common(mut all: Vec<Vec<Ranks>>) -> Vec<u32> {
    // The rarest says where to look at the others.
    all.sort_by_key(|any| any.iter().map(Ranks::size).sum::<usize>());
    let mut found = Vec::new();
    let Some((rarest, others)) = all.split_first_mut() else { return found };
    while let Some(next) = rarest.iter().filter_map(Ranks::next).min().filter(|_| found.len() < LOOKED_AT) {
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
            found.extend(bits.all().map(|at| from + at).take(LOOKED_AT - found.len()));
        }
    }
    found
}
