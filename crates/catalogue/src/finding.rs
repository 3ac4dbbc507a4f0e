//! Finding films while somebody types.

pub mod best;
mod matching;
mod misspelt;
pub mod people;
pub mod recognising;
pub mod series;

use crate::building::{ADULT_BIT, FILE, is_current};
use crate::error::Error;
use crate::film::{Id, Kind, Origin};
use crate::filter::Filter;
use crate::language::Language;
use crate::postings::Kept;
use crate::words::{WHOLE, is_article, whole, words};
use matching::Term;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The most words of a search that count.
const MAX_WORDS: usize = 8;

/// An index that is open. One thread uses it at a time.
pub struct Catalogue {
    index: Connection,
    filter: Filter,
    /// What was read for the search that is under way: the same words are looked at in several ways.
    read: RefCell<HashMap<Term, Vec<Kept>>>,
}

/// A film that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its rank by votes: 1 for the best known film.
    pub rank: u32,
    /// What it is known by.
    pub id: Id,
    /// Its number at IMDb: 113277 for `tt0113277`; 0 if IMDb doesn’t have it.
    pub imdb: u32,
    /// Its number at TMDB, if that is known.
    pub tmdb: Option<u32>,
    /// Whether it is pornography.
    pub adult: bool,
    /// What kind of film it is.
    pub kind: Kind,
    /// Its title where it is best known.
    pub title: String,
    /// Its title where it comes from, if that is another one.
    pub original_title: Option<String>,
    /// When it came out.
    pub year: Option<u16>,
    /// How long it runs, in minutes.
    pub runtime_minutes: Option<u16>,
    /// Its genres, in the order of the source.
    pub genres: Vec<String>,
    /// How many people rated it.
    pub votes: u32,
    /// Their average, in tenths of a point out of 10; 0 for none.
    pub rating: u8,
    /// The countries that it comes from, by their two letters.
    pub countries: Vec<String>,
}

const COLUMNS: &str =
    "rank, id, kind, title, original_title, year, runtime_minutes, genres, votes, rating, tmdb, countries";

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let list = |text: &str| text.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let (genres, countries): (String, Option<String>) = (row.get(7)?, row.get(11)?);
    let (id, kind) = (Id::of(row.get(1)?), row.get::<_, u8>(2)?);
    Ok(Found {
        rank: row.get(0)?,
        id,
        imdb: if let Id::Imdb(number) = id { number } else { 0 },
        tmdb: row.get(10)?,
        adult: kind >> ADULT_BIT & 1 == 1,
        kind: Kind::of(kind & !(1 << ADULT_BIT)).unwrap_or(Kind::Movie),
        title: row.get(3)?,
        original_title: row.get(4)?,
        year: row.get(5)?,
        runtime_minutes: row.get(6)?,
        genres: list(&genres),
        votes: row.get(8)?,
        rating: row.get(9)?,
        countries: list(&countries.unwrap_or_default()),
    })
}

impl Catalogue {
    /// Opens the index in the data folder. None when there is none, or one of another form, which has to be built again.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn open(data: &Path) -> Result<Option<Self>, Error> {
        let path = data.join(FILE);
        if !path.is_file() {
            return Ok(None);
        }
        let index =
            Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // The file is never changed, only replaced; so it need not be locked for each statement. It isn't mapped into
        // memory: if somebody copied another one over it, that would end the whole program instead of a search.
        index.execute_batch(
            "PRAGMA query_only = ON; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -4000;
             PRAGMA mmap_size = 0",
        )?;
        index.set_prepared_statement_cache_capacity(16);
        if !is_current(&index)? {
            return Ok(None);
        }
        let filter = index.query_row("SELECT bits FROM filters", [], |row| row.get(0))?;
        Ok(Some(Self { index, filter: Filter::from_bytes(filter), read: RefCell::default() }))
    }

    /// How many films it has.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn count(&self) -> Result<u32, Error> {
        // Ranks have no gaps.
        Ok(self.index.query_row("SELECT coalesce(max(rank), 0) FROM films", [], |row| row.get(0))?)
    }

    /// What tells its content from that of others, whoever has built it from the same files.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn fingerprint(&self) -> Result<String, Error> {
        let sum = "SELECT coalesce(sum(votes), 0) FROM films WHERE rank <= 10000";
        let votes: i64 = self.index.query_row(sum, [], |row| row.get(0))?;
        let pages: i64 = self.index.pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(format!("{}-{votes}-{pages}", self.count()?))
    }

    /// The film of this number at IMDb.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn film(&self, imdb: u32) -> Result<Option<Found>, Error> {
        self.film_of(Id::Imdb(imdb))
    }

    /// The film of this ID.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn film_of(&self, id: Id) -> Result<Option<Found>, Error> {
        let Some(number) = id.number() else { return Ok(None) };
        let sql = format!("SELECT {COLUMNS} FROM films WHERE id = ?1");
        Ok(self.index.prepare_cached(&sql)?.query_row([number], found).optional()?)
    }

    /// The film of this number at TMDB, as far as the source knows it.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn film_of_tmdb(&self, tmdb: u32) -> Result<Option<Found>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM films WHERE tmdb = ?1 ORDER BY rank LIMIT 1");
        Ok(self.index.prepare_cached(&sql)?.query_row([tmdb], found).optional()?)
    }

    /// Where its films come from.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn origin(&self) -> Result<Origin, Error> {
        let is_wikidata = self.index.query_row("SELECT is_wikidata FROM origins", [], |row| row.get(0))?;
        Ok(if is_wikidata { Origin::Wikidata } else { Origin::Imdb })
    }

    /// The film of this rank by votes.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn film_of_rank(&self, rank: u32) -> Result<Option<Found>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM films WHERE rank = ?1");
        Ok(self.index.prepare_cached(&sql)?.query_row([rank], found).optional()?)
    }

    /// The title of the film of this rank in a language, if it is another one than where it is best known.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn title_in(&self, rank: u32, language: Language) -> Result<Option<String>, Error> {
        Ok(self.titles(rank)?.remove(language.as_text()))
    }

    /// The titles of the film of this rank, by their languages: those that aren't the one where it is best known.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn titles(&self, rank: u32) -> Result<BTreeMap<String, String>, Error> {
        let mut select = self.index.prepare_cached("SELECT titles FROM films WHERE rank = ?1")?;
        let titles: Option<Option<String>> = select.query_row([rank], |row| row.get(0)).optional()?;
        let titles = titles.flatten().unwrap_or_default();
        let of_line =
            |line: &str| line.split_at_checked(2).map(|(language, title)| (language.to_owned(), title.to_owned()));
        Ok(titles.lines().filter_map(of_line).collect())
    }

    /// The films that fit what was typed so far, the best first: those whose title is just that, then by votes; those
    /// that fit by their people after those that fit by their titles. When nothing fits, typing errors are forgiven.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn find(&self, search: &str, limit: usize) -> Result<Vec<Found>, Error> {
        let mut words = words(search);
        words.truncate(MAX_WORDS);
        let ranks = self.ranks(&words, limit)?;
        let ranks = if ranks.is_empty() { self.ranks_misspelt(&words, limit)? } else { ranks };
        self.read.borrow_mut().clear();
        let sql = format!("SELECT {COLUMNS} FROM films WHERE rank = ?1");
        let mut select = self.index.prepare_cached(&sql)?;
        ranks.into_iter().map(|rank| Ok(select.query_row([rank], found)?)).collect()
    }

    /// The ranks of the films that fit the words as they are.
    fn ranks(&self, words: &[String], limit: usize) -> Result<Vec<u32>, Error> {
        let Some(whole) = whole(words) else { return Ok(Vec::new()) };
        let counting = counting(words);
        let is_long = words.iter().map(String::len).sum::<usize>() > 1;
        // Titles that are just that.
        let mut ranks = self.matching([vec![Term::Word(format!("{WHOLE}{whole}"))]])?;
        let exact = ranks.len();
        // Titles that begin like that, and those with the words, of which the last one may not be typed to its end.
        ranks.extend(self.matching([vec![Term::Beginning(format!("{WHOLE}{whole}"))]])?);
        ranks.extend(self.with_words(words)?);
        if ranks.is_empty() && counting.len() > 1 {
            let beginnings = counting.into_iter().map(|word| vec![Term::Beginning(word.clone())]);
            ranks.extend(self.matching(beginnings)?);
        }
        ranks[exact..].sort_unstable();
        let mut best = unique(ranks, limit);
        if best.len() < limit && is_long {
            let with_people = self.with_people(words)?;
            best = unique(best.into_iter().chain(with_people).collect(), limit);
        }
        Ok(best)
    }

    /// The ranks of the films whose titles have these words; the last one may not be typed to its end.
    fn with_words(&self, words: &[String]) -> Result<Vec<u32>, Error> {
        self.matching(terms(words).map(|term| vec![term]))
    }

    /// The ranks of the films that fit when some of the words are of people's names.
    fn with_people(&self, words: &[String]) -> Result<Vec<u32>, Error> {
        let terms: Vec<Term> = terms(words).collect();
        let named: Vec<Term> = terms.iter().map(Term::of_name).collect();
        let mut is_of_names = false;
        for term in &named {
            is_of_names = is_of_names || !self.read(term)?.is_empty();
        }
        if !is_of_names {
            return Ok(Vec::new());
        }
        self.matching(terms.into_iter().zip(named).map(|(word, name)| vec![word, name]))
    }
}

/// The words but for articles. With an article alone there is nothing else to go by.
fn counting(words: &[String]) -> Vec<&String> {
    let has_others = words.iter().any(|word| !is_article(word));
    words.iter().filter(|word| !has_others || !is_article(word)).collect()
}

/// What films have that have these words: as they are, but for the last one, with which a word may begin.
fn terms(words: &[String]) -> impl Iterator<Item = Term> {
    let counting = counting(words);
    let last = counting.len().saturating_sub(1);
    let term = move |(at, word): (usize, &String)| {
        if at == last { Term::Beginning(word.clone()) } else { Term::Word(word.clone()) }
    };
    counting.into_iter().enumerate().map(term)
}

/// The first of the ranks, each once.
fn unique(ranks: Vec<u32>, limit: usize) -> Vec<u32> {
    let mut all = Vec::with_capacity(limit);
    for rank in ranks {
        if all.len() < limit && !all.contains(&rank) {
            all.push(rank);
        }
    }
    all
}
