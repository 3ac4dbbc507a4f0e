//! Typing errors: one letter too many, too few or wrong, or two in the wrong order; a space counts as a letter.

use super::matching::Term;
use super::{Catalogue, unique};
use crate::error::Error;
use crate::postings::{Kept, Ranks};
use crate::words::{BEGINNING, MAX_BEGINNING, WHOLE, is_article, without_article};
use rusqlite::OptionalExtension;
use std::ops::ControlFlow;

/// In shorter words that stand alone, any letter makes another word.
const MIN_LETTERS: usize = 4;
/// Longer texts have no errors that are forgiven.
const MAX_LETTERS: usize = 48;
/// The words that are tried in the place of one, those of the best known films first.
const MAX_TRIED: usize = 6;
/// The letters that may be missing or wrong: those that folded Latin text has.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

impl Catalogue {
    /// The ranks of the films that fit when something is spelt a little differently.
    pub(super) fn ranks_misspelt(&self, words: &[String], limit: usize) -> Result<Vec<u32>, Error> {
        let mut ranks = self.whole_titles(words)?;
        if ranks.is_empty() {
            ranks = self.with_another_word(words)?;
        }
        ranks.sort_unstable();
        Ok(unique(ranks, limit))
    }

    /// The ranks of films whose titles are almost what was typed.
    fn whole_titles(&self, words: &[String]) -> Result<Vec<u32>, Error> {
        let typed = words.concat();
        let mut wholes = vec![typed.as_str()];
        wholes.extend(without_article(&typed));
        // The error may be in the article.
        if let [first, _, ..] = words
            && is_almost_an_article(first)
        {
            let rest = &typed[first.len()..];
            if self.has(&format!("{WHOLE}{rest}"))? {
                return self.matching([vec![Term::Word(format!("{WHOLE}{rest}"))]]);
            }
            wholes.push(rest);
        }
        let mut ranks = Vec::new();
        for whole in wholes {
            if (MIN_LETTERS..=MAX_LETTERS).contains(&whole.chars().count()) {
                for title in self.that_are_there(&WHOLE.to_string(), whole)? {
                    ranks.extend(self.matching([vec![Term::Word(title)]])?);
                }
            }
        }
        Ok(ranks)
    }

    /// The ranks of films that fit when one word is another one.
    fn with_another_word(&self, words: &[String]) -> Result<Vec<u32>, Error> {
        let mut tries = Vec::new();
        for at in 0..words.len() {
            // A word that titles have is likely right, and another one wrong.
            if words.len() > 1 && self.has(&words[at])? {
                continue;
            }
            for word in self.alike(&words[at], words.len() == 1, at + 1 == words.len())? {
                let mut corrected = words.to_vec();
                corrected[at] = word;
                tries.push(corrected);
            }
        }
        let mut ranks = Vec::new();
        for corrected in &tries {
            ranks.extend(self.with_words(corrected)?);
        }
        if ranks.is_empty() {
            for corrected in &tries {
                ranks.extend(self.with_people(corrected)?);
            }
        }
        Ok(ranks)
    }

    /// The words of titles that differ by one error, those of the best known films first; of a word that is perhaps not
    /// typed to its end, also what words begin with.
    fn alike(&self, word: &str, is_alone: bool, is_last: bool) -> Result<Vec<String>, Error> {
        let letters = word.chars().count();
        let least = if is_alone { MIN_LETTERS } else { 2 };
        if !(least..=MAX_LETTERS).contains(&letters) {
            return Ok(Vec::new());
        }
        let mut found: Vec<(u32, String)> = Vec::new();
        for variant in self.that_are_there("", word)? {
            found.extend(self.rank_of(&variant)?.map(|rank| (rank, variant)));
        }
        if found.is_empty() && is_last && letters >= MIN_LETTERS {
            for variant in self.beginnings(word) {
                found.extend(self.rank_of_beginning(&variant)?.map(|rank| (rank, variant)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_TRIED);
        Ok(found.into_iter().map(|it| it.1).collect())
    }

    /// The words of the index that differ from one by an error, all behind the same start.
    fn that_are_there(&self, start: &str, word: &str) -> Result<Vec<String>, Error> {
        let mut likely = Vec::new();
        let _ = each_variant(start, word, |variant| {
            if self.filter.has(variant) {
                likely.push(variant.to_owned());
            }
            ControlFlow::Continue(())
        });
        likely.sort_unstable();
        likely.dedup();
        let mut there = Vec::new();
        for word in likely {
            if self.has(&word)? {
                there.push(word);
            }
        }
        Ok(there)
    }

    /// How words may begin that begin almost like this one.
    fn beginnings(&self, word: &str) -> Vec<String> {
        let mut all = Vec::new();
        let start = BEGINNING.to_string();
        let _ = each_variant(&start, word, |variant| {
            let known = variant.char_indices().nth(MAX_BEGINNING + 1).map_or(variant, |(end, _)| &variant[..end]);
            if self.filter.has(known) {
                all.push(variant[start.len()..].to_owned());
            }
            ControlFlow::Continue(())
        });
        all.sort_unstable();
        all.dedup();
        all
    }

    fn has(&self, word: &str) -> Result<bool, Error> {
        Ok(self.rank_of(word)?.is_some())
    }

    /// The rank of the best known film whose titles have this word.
    fn rank_of(&self, word: &str) -> Result<Option<u32>, Error> {
        if !self.filter.has(word) {
            return Ok(None);
        }
        let films = self.read(&Term::Word(word.to_owned()))?;
        Ok(films.first().and_then(|films| Ranks::new(films.clone()).next()))
    }

    /// The rank of a film whose titles have a word that begins so.
    fn rank_of_beginning(&self, start: &str) -> Result<Option<u32>, Error> {
        let sql = "SELECT films FROM words WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) ORDER BY word LIMIT 1";
        let mut select = self.index.prepare_cached(sql)?;
        let films = select.query_row([start], |row| row.get::<_, Kept>(0)).optional()?;
        Ok(films.and_then(|films| Ranks::new(films).next()))
    }
}

/// Whether a word is an article but for an error.
fn is_almost_an_article(word: &str) -> bool {
    let is_article =
        |variant: &str| if is_article(variant) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    word.chars().count() <= MIN_LETTERS && each_variant("", word, is_article).is_break()
}

/// Gives all texts that differ by one error (Damerau, 1964), each behind the same start; some come twice. Hundreds of
/// them are looked at for each search, so they share their memory.
fn each_variant(start: &str, text: &str, mut take: impl FnMut(&str) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut variant = String::with_capacity(start.len() + text.len() + 4);
    let mut give = |parts: [&str; 3]| {
        variant.clear();
        variant.push_str(start);
        variant.extend(parts);
        take(&variant)
    };
    for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
        let (before, after) = text.split_at(at);
        let mut rest = after.chars();
        let first = rest.next();
        let rest = rest.as_str();
        if first.is_some() {
            give([before, rest, ""])?;
        }
        if let (Some(first), Some(second)) = (first, rest.chars().next())
            && first != second
        {
            give([before, &format!("{second}{first}"), &rest[second.len_utf8()..]])?;
        }
        for letter in LETTERS.split_inclusive(|_: char| true) {
            if first.is_some() && !after.starts_with(letter) {
                give([before, letter, rest])?;
            }
            give([before, letter, after])?;
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_one_error_away() {
        let mut all = Vec::new();
        let _ = each_variant("=", "héat", |variant| {
            all.push(variant.to_owned());
            ControlFlow::Continue(())
        });
        for near in ["=hat", "=héta", "=béat", "=héart", "=héat1", "=éat", "=heat", "=éhat", "=hét"] {
            assert!(all.iter().any(|it| it == near), "{near}");
        }
        assert!(!all.iter().any(|it| it == "=héat" || it == "=haté"));
    }

    #[test]
    fn articles_are_known_with_an_error() {
        assert!(["teh", "th", "thee", "dre"].into_iter().all(is_almost_an_article));
        assert!(!["god", "father"].into_iter().any(is_almost_an_article));
    }
}
