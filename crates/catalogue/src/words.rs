//! How titles and names become words, in the index and in what is typed.
//!
//! The index has four kinds of words, which begin differently, so that one of them is never taken for another: those of
//! titles as they are, those of people behind [`PERSON`], whole titles without their spaces behind [`WHOLE`], and what films
//! have in common behind [`FACET`]. The
//! filter knows beginnings of the words of titles, too, behind [`BEGINNING`].

use domain::text::fold;

/// What the words of people's names begin with.
pub const PERSON: char = '@';
/// What whole titles begin with.
pub const WHOLE: char = '=';
/// What beginnings of words begin with.
pub const BEGINNING: char = '^';
/// What begins what a film has in common with others besides words: its decade, its genres, its countries.
pub const FACET: char = '#';
/// How many letters a beginning has that the filter knows, at the least.
pub const MIN_BEGINNING: usize = 3;
/// How many it has at the most.
pub const MAX_BEGINNING: usize = 8;
/// The most letters of a beginning whose films are kept.
pub const KEPT_BEGINNING: usize = 7;
/// The films of a beginning are kept when more words begin so; else they are gathered from the words.
pub const GATHERED: u32 = 32;
/// The most words of a title that count.
const MAX_WORDS: usize = 24;
/// The most letters of a word, or of a whole title, that count.
const MAX_LETTERS: usize = 48;

/// Words that people leave out or put in as they like, at the beginning of titles.
const ARTICLES: [&str; 24] = [
    "a", "an", "the", "le", "la", "les", "l", "un", "une", "der", "die", "das", "ein", "eine", "el", "los", "las",
    "il", "lo", "gli", "i", "o", "os", "as",
];

/// What a film can have in common with others besides words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The first year of its decade.
    Decade,
    /// A genre, as its source writes it.
    Genre,
    /// A country, by its two letters.
    Country,
}

impl Facet {
    /// The word of a value in the index; of an empty one, what all of this kind begin with.
    pub fn of(self, value: &str) -> String {
        let kind = match self {
            Self::Decade => 'd',
            Self::Genre => 'g',
            Self::Country => 'c',
        };
        format!("{FACET}{kind}{value}")
    }
}

/// Whether a word is an article.
pub fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// What is left of a text that begins with an article of two or more letters, also when no space divides them.
pub fn without_article(text: &str) -> Option<&str> {
    let articles = ARTICLES.iter().filter(|article| article.len() > 1);
    articles.filter_map(|article| text.strip_prefix(article)).find(|rest| !rest.is_empty())
}

/// The words of a text: folded, and divided at all that is neither a letter nor a digit. An apostrophe divides nothing:
/// "Ocean’s" is one word. A letter of a script that is written without spaces is a word of its own.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in fold(text).chars() {
        if stands_alone(c) {
            end(&mut words, &mut word);
            words.push(c.to_string());
        } else if c.is_alphanumeric() {
            word.push(c);
        } else if !matches!(c, '\'' | '’' | '`' | '´' | 'ʻ' | 'ʼ') {
            end(&mut words, &mut word);
        }
    }
    end(&mut words, &mut word);
    words.truncate(MAX_WORDS);
    words
}

fn end(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(word.chars().take(MAX_LETTERS).collect());
        word.clear();
    }
}

/// Whether it is of a script without spaces: Chinese, Japanese, Thai, Lao, Khmer and Burmese.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x30FF | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// A title without its spaces and its article, by which it is found as a whole. None for a title without letters.
pub fn whole(words: &[String]) -> Option<String> {
    let rest = match words {
        [first, rest @ ..] if !rest.is_empty() && is_article(first) => rest,
        all => all,
    };
    let letters: String = rest.iter().flat_map(|word| word.chars()).take(MAX_LETTERS).collect();
    (!letters.is_empty()).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_divided_into_words_whatever_their_script() {
        for (title, expected) in [
            ("Amélie", vec!["amelie"]),
            ("Ocean’s Eleven", vec!["oceans", "eleven"]),
            ("Spider-Man: No Way Home", vec!["spider", "man", "no", "way", "home"]),
            ("千と千尋の神隠し", vec!["千", "と", "千", "尋", "の", "神", "隠", "し"]),
            ("Сталкер", vec!["сталкер"]),
            ("…", vec![]),
        ] {
            assert_eq!(words(title), expected, "{title}");
        }
    }

    #[test]
    fn a_whole_title_has_no_article_unless_that_is_all_of_it() {
        for (title, expected) in
            [("The Godfather", Some("godfather")), ("A", Some("a")), ("It", Some("it")), ("!", None)]
        {
            assert_eq!(whole(&words(title)).as_deref(), expected, "{title}");
        }
    }
}
