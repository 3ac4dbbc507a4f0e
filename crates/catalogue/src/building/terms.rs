//! The words of titles and names, each with the films that have it, and how they begin.

use super::spool::{Record, Stack};
use crate::error::Error;
use crate::filter::{Filter, hash};
use crate::postings::kept;
use crate::words::{BEGINNING, FACET, GATHERED, KEPT_BEGINNING, MAX_BEGINNING, MIN_BEGINNING, PERSON, WHOLE};
use rusqlite::{CachedStatement, Connection};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The words, on the disk: in files by how they begin, each of which fits into memory.
pub struct Terms {
    path: PathBuf,
    stacks: BTreeMap<u16, Stack>,
}

/// The films that have a word, and whether it is one that somebody may have meant to type.
#[derive(Default)]
struct Films {
    ranks: Vec<u32>,
    is_meant: bool,
}

impl Terms {
    /// Files that begin with this path.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), stacks: BTreeMap::new() }
    }

    /// Adds a word of a film. Films come in the order of their ranks.
    pub fn push(&mut self, word: String, rank: u32, is_meant: bool) -> Result<(), Error> {
        let mut bytes = word.bytes();
        let first = u16::from(bytes.next().unwrap_or(0)) << 8;
        // There are many of each of these kinds.
        let range =
            if word.starts_with([PERSON, WHOLE, FACET]) { first | u16::from(bytes.next().unwrap_or(0)) } else { first };
        let stack = match self.stacks.entry(range) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let mut path = self.path.clone().into_os_string();
                path.push(format!(".{range}"));
                entry.insert(Stack::create(Path::new(&path))?)
            }
        };
        stack.push(rank << 1 | u32::from(is_meant), &Record::Name(word))
    }

    /// Writes all words into the index, which has so many films; tells which part of them is written.
    pub fn write(
        mut self,
        index: &Connection,
        films: u32,
        mut tell: impl FnMut(u64, u64) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut insert = index.prepare_cached("INSERT INTO words (word, films) VALUES (?1, ?2)")?;
        let insert_beginning = index.prepare_cached("INSERT INTO beginnings (beginning, films) VALUES (?1, ?2)")?;
        let mut beginnings = Beginnings { films, open: Vec::new(), insert: insert_beginning };
        let mut meant = Meant::default();
        let total = self.stacks.len() as u64;
        while let Some((_, stack)) = self.stacks.pop_first() {
            for (word, it) in sorted(stack)? {
                insert.execute((&*word, kept(&it.ranks, films)))?;
                // Nobody types these.
                if word.starts_with(FACET) {
                    continue;
                }
                if it.is_meant {
                    meant.add(&word);
                }
                beginnings.add(&word, it.ranks)?;
            }
            tell(total - self.stacks.len() as u64, total)?;
        }
        beginnings.close(0)?;
        let mut filter = Filter::new(meant.hashes.len());
        meant.hashes.iter().for_each(|hash| filter.add(*hash));
        index.execute("INSERT INTO filters (bits) VALUES (?1)", [filter.into_bytes()])?;
        Ok(())
    }
}

/// The words of a file, in order.
fn sorted(mut stack: Stack) -> Result<Vec<(Box<str>, Films)>, Error> {
    let mut words: HashMap<Box<str>, Films> = HashMap::new();
    let mut records = stack.read()?;
    while let Some((number, record)) = records.next()? {
        let Record::Name(word) = record else { continue };
        let it = words.entry(word.into_boxed_str()).or_default();
        it.ranks.push(number >> 1);
        it.is_meant |= number & 1 == 1;
    }
    stack.delete()?;
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(words)
}

/// What the filter knows: words that somebody may have meant to type, and how they begin.
#[derive(Default)]
struct Meant {
    hashes: Vec<u64>,
    before: String,
}

impl Meant {
    /// Adds a word. They come in order.
    fn add(&mut self, word: &str) {
        self.hashes.push(hash(word));
        if word.starts_with(WHOLE) {
            return;
        }
        for end in ends(word).take(MAX_BEGINNING).skip(MIN_BEGINNING - 1) {
            if !self.before.starts_with(&word[..end]) {
                self.hashes.push(hash(&format!("{BEGINNING}{}", &word[..end])));
            }
        }
        word.clone_into(&mut self.before);
    }
}

/// Where the letters of a word end.
fn ends(word: &str) -> impl Iterator<Item = usize> {
    word.char_indices().map(|(at, _)| at).skip(1).chain([word.len()])
}

/// How the last word begins: with one letter, with two, and so on; each with the films of all words that begin so.
struct Beginnings<'a> {
    films: u32,
    open: Vec<Open>,
    insert: CachedStatement<'a>,
}

struct Open {
    text: String,
    words: u32,
    ranks: Vec<u32>,
}

impl Beginnings<'_> {
    /// Adds a word. They come in order.
    fn add(&mut self, word: &str, ranks: Vec<u32>) -> Result<(), Error> {
        let common = self.open.iter().take_while(|it| word.starts_with(&it.text)).count();
        self.close(common)?;
        let kind = usize::from(word.starts_with([PERSON, WHOLE]));
        for end in ends(word).skip(kind).take(KEPT_BEGINNING).skip(common) {
            self.open.push(Open { text: word[..end].to_owned(), words: 0, ranks: Vec::new() });
        }
        if let Some(last) = self.open.last_mut() {
            last.words += 1;
            last.ranks.extend(ranks);
        }
        Ok(())
    }

    /// Writes those that are longer than so many letters. Of those with few words, the words tell.
    fn close(&mut self, letters: usize) -> Result<(), Error> {
        while self.open.len() > letters {
            let Some(mut it) = self.open.pop() else { break };
            if it.words > GATHERED {
                it.ranks.sort_unstable();
                it.ranks.dedup();
                self.insert.execute((&it.text, kept(&it.ranks, self.films)))?;
            }
            if let Some(shorter) = self.open.last_mut() {
                shorter.words += it.words;
                shorter.ranks.append(&mut it.ranks);
            }
        }
        Ok(())
    }
}
