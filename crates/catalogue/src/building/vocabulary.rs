//! The words of titles and whole titles, for finding what somebody meant to type.

use crate::error::Error;
use crate::filter::Filter;
use crate::words::{BEGINNING, MAX_BEGINNING, MIN_BEGINNING, WHOLE, whole};
use rusqlite::Connection;
use std::collections::HashMap;

/// The films, from the best known on, whose other titles count, too.
const BEST_KNOWN: u32 = 100_000;

/// The words of titles, each with the rank of the best known film that has it, and so the titles as wholes.
#[derive(Default)]
pub struct Vocabulary(HashMap<Box<str>, u32>);

impl Vocabulary {
    /// Adds the words of a title. Films come in the order of their ranks.
    pub fn add(&mut self, rank: u32, words: &[String], is_main: bool) {
        if !is_main && rank > BEST_KNOWN {
            return;
        }
        let whole = whole(words).map(|whole| format!("{WHOLE}{whole}"));
        for word in words.iter().chain(whole.as_ref()) {
            if !self.0.contains_key(word.as_str()) {
                self.0.insert(word.as_str().into(), rank);
            }
        }
    }

    /// Writes the words into the index.
    pub fn write(self, index: &Connection) -> Result<(), Error> {
        let mut words: Vec<(Box<str>, u32)> = self.0.into_iter().collect();
        words.sort_unstable();
        let mut filter = Filter::new(words.len() + beginnings(&words).count());
        beginnings(&words).for_each(|beginning| filter.add(&format!("{BEGINNING}{beginning}")));
        let mut insert = index.prepare("INSERT INTO words (word, rank) VALUES (?1, ?2)")?;
        for (word, rank) in words {
            filter.add(&word);
            insert.execute((&*word, rank))?;
        }
        index.execute("INSERT INTO filters (bits) VALUES (?1)", [filter.into_bytes()])?;
        Ok(())
    }
}

/// How words begin, each beginning once. They must be in order.
fn beginnings(words: &[(Box<str>, u32)]) -> impl Iterator<Item = &str> {
    let before = std::iter::once("").chain(words.iter().map(|it| &*it.0));
    words.iter().zip(before).filter(|((word, _), _)| !word.starts_with(WHOLE)).flat_map(|((word, _), before)| {
        let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
        let beginnings = ends.take(MAX_BEGINNING + 1).skip(MIN_BEGINNING).map(|end| &word[..end]);
        beginnings.filter(|beginning| !before.starts_with(*beginning))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_in_different_ways_each_of_them_once() {
        let words: Vec<(Box<str>, u32)> =
            ["=heat", "he", "heart", "heat", "интернационал"].map(|word| (word.into(), 1)).into();
        let all: Vec<&str> = beginnings(&words).collect();
        assert_eq!(all, ["hea", "hear", "heart", "heat", "инт", "инте", "интер", "интерн", "интерна", "интернац"]);
    }
}
