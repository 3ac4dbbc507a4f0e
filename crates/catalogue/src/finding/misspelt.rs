//! Typing errors: one letter too many, too few or wrong, or two in the wrong order; a space counts as a letter.

use super::{Catalogue, unique};
use crate::error::Error;
use crate::words::{WHOLE, is_article, without_article};
use rusqlite::OptionalExtension;
use std::collections::HashSet;

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
            ranks = self.with_another_word(words, limit)?;
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
        let first: Vec<char> = words.first().into_iter().flat_map(|word| word.chars()).collect();
        if first.len() <= MIN_LETTERS && words.len() > 1 && variants(&first).iter().any(|word| is_article(word)) {
            let rest = &typed[words[0].len()..];
            if self.has(&format!("{WHOLE}{rest}"))? {
                return self.matching(&format!("\"{WHOLE}{rest}\""));
            }
            wholes.push(rest);
        }
        let mut ranks = Vec::new();
        for whole in wholes {
            let letters: Vec<char> = whole.chars().collect();
            if !(MIN_LETTERS..=MAX_LETTERS).contains(&letters.len()) {
                continue;
            }
            for variant in variants(&letters) {
                let title = format!("{WHOLE}{variant}");
                if self.has(&title)? {
                    ranks.extend(self.matching(&format!("\"{title}\""))?);
                }
            }
        }
        Ok(ranks)
    }

    /// The ranks of films that fit when one word is another one.
    fn with_another_word(&self, words: &[String], limit: usize) -> Result<Vec<u32>, Error> {
        let mut ranks = Vec::new();
        for at in 0..words.len() {
            // A word that titles have is likely right, and another one wrong.
            if words.len() > 1 && self.has(&words[at])? {
                continue;
            }
            for word in self.alike(&words[at], words.len() == 1, at + 1 == words.len())? {
                let mut corrected = words.to_vec();
                corrected[at] = word;
                ranks.extend(self.ranks(&corrected, limit)?);
            }
        }
        Ok(ranks)
    }

    /// The words of titles that differ by one error, those of the best known films first; of a word that is perhaps not
    /// typed to its end, also what words begin with.
    fn alike(&self, word: &str, is_alone: bool, is_last: bool) -> Result<Vec<String>, Error> {
        let letters: Vec<char> = word.chars().collect();
        let least = if is_alone { MIN_LETTERS } else { 2 };
        if !(least..=MAX_LETTERS).contains(&letters.len()) {
            return Ok(Vec::new());
        }
        let variants = variants(&letters);
        let mut found: Vec<(u32, String)> = Vec::new();
        for variant in &variants {
            found.extend(self.rank_of(variant)?.map(|rank| (rank, variant.clone())));
        }
        if found.is_empty() && is_last && letters.len() >= MIN_LETTERS {
            for variant in variants {
                found.extend(self.rank_of_beginning(&variant)?.map(|rank| (rank, variant)));
            }
        }
        found.sort_unstable();
        found.truncate(MAX_TRIED);
        Ok(found.into_iter().map(|it| it.1).collect())
    }

    fn has(&self, word: &str) -> Result<bool, Error> {
        Ok(self.rank_of(word)?.is_some())
    }

    /// The rank of the best known film whose titles have this word.
    fn rank_of(&self, word: &str) -> Result<Option<u32>, Error> {
        if !self.filter.has(word) {
            return Ok(None);
        }
        let mut select = self.index.prepare_cached("SELECT rank FROM words WHERE word = ?1")?;
        Ok(select.query_row([word], |row| row.get(0)).optional()?)
    }

    /// The rank of a film whose titles have a word that begins so.
    fn rank_of_beginning(&self, start: &str) -> Result<Option<u32>, Error> {
        let sql = "SELECT rank FROM words WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) ORDER BY word LIMIT 1";
        let mut select = self.index.prepare_cached(sql)?;
        Ok(select.query_row([start], |row| row.get(0)).optional()?)
    }
}

/// All texts that differ by one error (Damerau, 1964), but the text itself.
fn variants(letters: &[char]) -> HashSet<String> {
    let mut all = HashSet::new();
    let mut add = |parts: [&[char]; 3]| all.insert(parts.concat().into_iter().collect::<String>());
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        if let [first, rest @ ..] = after {
            add([before, rest, &[]]);
            if let [second, rest @ ..] = rest {
                add([before, &[*second, *first], rest]);
            }
            for letter in LETTERS.chars() {
                add([before, &[letter], rest]);
            }
        }
        for letter in LETTERS.chars() {
            add([before, &[letter], after]);
        }
    }
    all.remove(&letters.iter().collect::<String>());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_one_error_away() {
        let letters: Vec<char> = "heat".chars().collect();
        let all = variants(&letters);
        for near in ["hat", "heta", "beat", "heart", "heat1", "eat"] {
            assert!(all.contains(near), "{near}");
        }
        assert!(!all.contains("heat") && !all.contains("hate"));
    }
}
