//! Languages of titles.

use std::collections::BTreeSet;
use std::str::FromStr;

/// A language, by its two letters of ISO 639-1: `de`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 2]);

impl Language {
    /// Its letters.
    pub fn letters(self) -> [u8; 2] {
        self.0
    }

    /// Its letters as text.
    pub fn as_text(&self) -> &str {
        // They are small letters.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The one of these letters. None for what is no letter.
    pub fn of(letters: [u8; 2]) -> Option<Self> {
        letters.iter().all(u8::is_ascii_lowercase).then_some(Self(letters))
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let letters: Option<[u8; 2]> = text.trim().to_ascii_lowercase().as_bytes().try_into().ok();
        letters.and_then(Self::of).ok_or(UnknownLanguage)
    }
}

/// What was given isn't two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is two letters, such as de; give several with commas between them, or all")]
pub struct UnknownLanguage;

/// The languages whose titles a catalogue has. A film's title where it is best known, and that where it comes from, are
/// always in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Languages {
    /// All of them, and those of unknown language.
    #[default]
    All,
    /// These.
    Only(BTreeSet<Language>),
}

impl Languages {
    /// Whether titles in this language are wanted.
    pub fn has(&self, language: Option<Language>) -> bool {
        match self {
            Self::All => true,
            Self::Only(wanted) => language.is_some_and(|language| wanted.contains(&language)),
        }
    }
}

impl FromStr for Languages {
    type Err = UnknownLanguage;

    /// Reads `all`, or languages with commas between them. Nothing is none of them.
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        let all = text.split(',').filter(|language| !language.trim().is_empty()).map(str::parse);
        Ok(Self::Only(all.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_from_a_list() {
        let [de, en] = [Language(*b"de"), Language(*b"en")];
        for (text, expected) in [
            ("all", Ok(Languages::All)),
            ("de, EN,", Ok(Languages::Only([de, en].into()))),
            ("", Ok(Languages::Only([].into()))),
            ("deu", Err(UnknownLanguage)),
            ("d1", Err(UnknownLanguage)),
            ("é", Err(UnknownLanguage)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }
}
