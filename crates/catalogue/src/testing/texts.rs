//! Made-up titles and names, whose words come as often as those of real ones.

use super::chance::Chance;

/// The words of a language that titles have.
const VOCABULARY: u32 = 250_000;
/// How even the frequencies of the first of them are.
const FLAT: f64 = 30.0;
const GIVEN_NAMES: u32 = 20_000;
const FLAT_GIVEN: f64 = 20.0;
const SURNAMES: u32 = 300_000;
const FLAT_SURNAMES: f64 = 100.0;
/// Characters of Chinese that titles have.
const CHARACTERS: u32 = 4000;

const ONSETS: [&str; 24] = [
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v",
    "w", "",
];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "a", "e", "ou"];
const CODAS: [&str; 16] = ["", "", "", "", "", "", "", "", "", "n", "r", "l", "s", "t", "nd", "ck"];
const SMALL: [&str; 6] = ["of", "the", "and", "in", "of the", "to"];

/// Where a title is shown, with the language that it is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The country, as datasets have it.
    pub region: &'static str,
    /// The language, where datasets say it.
    pub language: &'static str,
    /// Which words it has.
    words: u64,
}

const fn place(region: &'static str, language: &'static str, words: u64) -> Place {
    Place { region, language, words }
}

/// Where films come from.
pub const HOME: Place = place("US", "\\N", 0);
const RUSSIA: Place = place("RU", "\\N", 4);
const JAPAN: Place = place("JP", "ja", 5);
const CHINA: Place = place("CN", "cmn", 6);
/// Where they are shown.
pub const PLACES: [Place; 12] = [
    place("DE", "\\N", 1),
    place("FR", "\\N", 2),
    place("ES", "\\N", 3),
    RUSSIA,
    JAPAN,
    CHINA,
    place("IT", "\\N", 7),
    place("BR", "\\N", 8),
    place("PL", "\\N", 9),
    place("XWW", "en", 0),
    place("GB", "\\N", 0),
    place("CA", "fr", 2),
];

/// A title as it is shown there.
pub fn title(chance: &mut Chance, place: Place) -> String {
    let count = match chance.below(100) {
        0..18 => 1,
        18..50 => 2,
        50..75 => 3,
        75..90 => 4,
        _ => 5 + chance.below(3),
    };
    if place == CHINA || place == JAPAN {
        return (0..=count).map(|_| character(chance)).collect();
    }
    let mut title = String::new();
    let is_english = place.words == 0;
    if is_english && chance.percent(18) {
        title.push_str("The ");
    }
    for at in 0..count {
        if at > 0 {
            title.push(' ');
            if is_english && chance.percent(25) {
                title.push_str(chance.one_of(&SMALL));
                title.push(' ');
            }
        }
        let word = word(place.words, chance.rank_below(VOCABULARY, FLAT));
        title.push_str(&if place == RUSSIA { cyrillic(&word) } else { word });
    }
    match chance.below(200) {
        0 => title.push_str(" 2"),
        1 => title.push('!'),
        2 => title = title.replacen(' ', "-", 1),
        3 => title = title.replacen(' ', ": ", 1),
        4 => title = title.replacen('e', "é", 2),
        _ => {}
    }
    title
}

/// The name of a person.
pub fn name(chance: &mut Chance) -> String {
    let given = word(100, chance.rank_below(GIVEN_NAMES, FLAT_GIVEN));
    let middle = chance.percent(8).then(|| word(100, chance.rank_below(GIVEN_NAMES, FLAT_GIVEN)));
    let surname = word(101, chance.rank_below(SURNAMES, FLAT_SURNAMES));
    [Some(given), middle, Some(surname)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The word with this number. The most frequent words are short.
fn word(language: u64, number: u32) -> String {
    let mut chance = Chance::of(language, 7, u64::from(number));
    let syllables = match number {
        0..40 => 1,
        40..2000 => 1 + chance.below(2),
        2000..40_000 => 2,
        _ => 2 + chance.below(2),
    };
    let mut word = String::new();
    for _ in 0..syllables {
        for part in [chance.one_of(&ONSETS), chance.one_of(&VOWELS), chance.one_of(&CODAS)] {
            word.push_str(part);
        }
    }
    word[..1].to_uppercase() + &word[1..]
}

fn character(chance: &mut Chance) -> char {
    char::from_u32(0x4E00 + chance.rank_below(CHARACTERS, FLAT)).unwrap_or('一')
}

fn cyrillic(word: &str) -> String {
    let letter = |c: char| match c {
        'a'..='z' => char::from_u32(0x430 + u32::from(c) - u32::from('a')).unwrap_or(c),
        'A'..='Z' => char::from_u32(0x410 + u32::from(c) - u32::from('A')).unwrap_or(c),
        other => other,
    };
    word.chars().map(letter).collect()
}
