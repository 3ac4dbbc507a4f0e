//! Rules on text that several nouns share, and the folded form that text is compared by.

use crate::field_errors::FieldErrors;
#[cfg(not(target_family = "wasm"))]
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The form in which text is compared, searched and sorted: compatibility-decomposed (NFKD,
/// UAX #15), without marks, in lower case. "Amélie" and "AMELIE" fold to the same.
///
/// In the browser it is lower case of ASCII alone: the tables would be a fifth of the app, and the
/// server, which has them, folds again.
#[cfg(target_family = "wasm")]
pub fn fold(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// The form in which text is compared, searched and sorted: compatibility-decomposed (NFKD,
/// UAX #15), without marks, in lower case. "Amélie" and "AMELIE" fold to the same.
#[cfg(not(target_family = "wasm"))]
pub fn fold(text: &str) -> String {
    // Most text is, and has nothing to take apart.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lower-casing can bring a mark forth (İ becomes i and a dot), so it comes before stripping.
    text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

/// Text in the composed form (NFC, UAX #15), so that the keyboard it was typed on does not matter.
/// In the browser it stays as it is; see [`fold`]. So does a text that is too long for whatever is
/// composed: a rule refuses it then, and sorting its marks takes long.
pub(crate) fn compose(text: &str) -> String {
    if text.len() > MAX_COMPOSED {
        return text.to_owned();
    }
    #[cfg(target_family = "wasm")]
    return text.to_owned();
    #[cfg(not(target_family = "wasm"))]
    text.nfc().collect()
}

/// The most bytes of a text that is composed: names and passwords are far shorter.
const MAX_COMPOSED: usize = 16 * 1024;

/// The words of a search, folded; at most [`MAX_SEARCH_WORDS`].
pub fn search_words(search: &str) -> Vec<String> {
    fold(search).split_whitespace().take(MAX_SEARCH_WORDS).map(str::to_owned).collect()
}

/// More words than this in a search are not looked at.
pub const MAX_SEARCH_WORDS: usize = 10;

/// What to do about a field that is empty: “Enter a title.”
pub(crate) fn enter(field: &str) -> String {
    let name = label(field).to_lowercase();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("Enter {article} {name}.")
}

/// A single line: trimmed, of 1 to `max` characters, no control characters.
/// Notes a fault of `field` and gives an empty text otherwise.
pub(crate) fn line(errors: &mut FieldErrors, field: &str, value: &str, max: usize) -> String {
    let value = value.trim();
    if value.is_empty() {
        errors.add(field, "required", enter(field));
    } else if value.chars().any(char::is_control) {
        errors.add(field, "control_characters", format!("{} has control characters; take them out.", label(field)));
    } else {
        too_long(errors, field, value, max);
    }
    value.to_owned()
}

/// As [`line`], but nothing stays nothing.
pub(crate) fn optional_line(errors: &mut FieldErrors, field: &str, value: Option<&str>, max: usize) -> Option<String> {
    let value = value.filter(|text| !text.trim().is_empty())?;
    Some(line(errors, field, value, max))
}

/// Text of several lines: up to `max` characters, no control characters but tabs and line ends.
pub(crate) fn optional_text(errors: &mut FieldErrors, field: &str, value: Option<&str>, max: usize) -> Option<String> {
    let value = value?.trim().replace("\r\n", "\n");
    if value.is_empty() {
        return None;
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        errors.add(field, "control_characters", format!("{} has control characters; take them out.", label(field)));
    }
    too_long(errors, field, &value, max);
    Some(value)
}

/// A list of names: each a line of 1 to `max_length` characters, at most `max_count` without the
/// repeats, in any spelling, that are left out. With them it can be [`MOST_REPEATS`] times as long.
pub(crate) fn names(
    errors: &mut FieldErrors,
    field: &str,
    values: &[String],
    max_count: usize,
    max_length: usize,
) -> Vec<String> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let place = format!("{field}[{index}]");
        if value.trim().is_empty() {
            errors.add(&place, "required", format!("Enter {} or remove it.", label(&place).to_ascii_lowercase()));
        } else {
            let name = line(errors, &place, value, max_length);
            // One that is too long is at fault already, and folding it would take its time.
            let folded = if name.chars().nth(max_length).is_none() { fold(&name) } else { String::new() };
            if !kept.iter().any(|(_, other)| *other == folded) {
                kept.push((name, folded));
            }
        }
        if kept.len() > max_count || index >= max_count * MOST_REPEATS {
            errors.add(field, "too_many", format!("At most {max_count} {field}."));
            break;
        }
    }
    kept.into_iter().map(|(name, _)| name).collect()
}

/// How many times its most names a list may be long, when they are repeated.
const MOST_REPEATS: usize = 10;

fn too_long(errors: &mut FieldErrors, field: &str, value: &str, max: usize) {
    let length = value.chars().count();
    if length > max {
        let message = format!("{} has {length} characters; at most {max} fit.", label(field));
        errors.add(field, "too_long", message);
    }
}

/// A field's name as people read it: `original_title` is "Original title".
pub fn label(field: &str) -> String {
    let name = match field.split_once('[') {
        Some(("genres", _)) => "A genre".to_owned(),
        Some(("tags", _)) => "A tag".to_owned(),
        _ => field.replace('_', " ").replace("imdb id", "IMDb id").replace("tmdb id", "TMDB id"),
    };
    let mut chars = name.chars();
    chars.next().map(|first| [first.to_ascii_uppercase()].into_iter().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_folds_to_lower_case_without_marks() {
        for (text, folded) in [
            ("Amélie", "amelie"),
            ("AMELIE", "amelie"),
            ("İstanbul", "istanbul"),
            ("ﬁlm", "film"),
            ("Þór", "þor"),
            ("Ⅳ", "iv"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("서울", "서울"),
        ] {
            assert_eq!(fold(text), fold(&fold(text)), "folding twice changes nothing");
            assert_eq!(fold(text), folded.nfkd().collect::<String>());
        }
    }

    #[test]
    fn a_list_of_names_loses_repeats_and_keeps_its_order() {
        let mut errors = FieldErrors::default();
        let values = ["Drama", "drama ", "Crime"].map(str::to_owned);
        assert_eq!(names(&mut errors, "genres", &values, 20, 50), ["Drama", "Crime"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn an_empty_name_in_a_list_is_refused() {
        let mut errors = FieldErrors::default();
        let values = ["Drama", " ", ""].map(str::to_owned);
        names(&mut errors, "genres", &values, 20, 50);
        names(&mut errors, "tags", &values, 50, 50);
        let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code.as_str(), e.message.as_str())).collect();
        let (genre, tag) = ("Enter a genre or remove it.", "Enter a tag or remove it.");
        let expected = ["genres[1]", "genres[2]", "tags[1]", "tags[2]"].map(|place| (place, "required"));
        assert_eq!(found.iter().map(|found| (found.0, found.1)).collect::<Vec<_>>(), expected);
        assert_eq!((found[0].2, found[3].2), (genre, tag));
    }

    #[test]
    fn the_end_of_an_endless_list_is_not_looked_at() {
        let mut errors = FieldErrors::default();
        let mut values = vec!["Drama".to_owned(); 201];
        values.extend(vec!["a\0".to_owned(); 1000]);
        names(&mut errors, "genres", &values, 20, 50);
        let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code.as_str())).collect();
        assert_eq!(found, [("genres", "too_many")]);
    }
}
