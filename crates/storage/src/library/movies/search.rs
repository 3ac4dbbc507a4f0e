//! What films are searched in: a narrow table of its own, for the films outside the trash. Triggers keep an index of
//! its words, `movie_words`.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::many::{OWNED, query_ids};
use crate::library::movies::title_sort;
use crate::schema::{send_insert, sql};
use domain::ids::{MovieId, UserId};
use domain::text::fold;
use std::collections::HashSet;

/// The lists of names that are searched: genres, tags, directors and actors.
const NAMES: usize = 4;
/// The most characters of a word that the index keeps. The triggers cut at the same place.
const MAX_WORD: usize = 64;

/// What stands between words besides white space. Other signs are found like letters: "100%", "$". Migration 0029 has
/// the same list.
const SEPARATORS: &[char] = &[
    '-', '\'', '’', '‘', '`', '´', '.', ',', ':', ';', '!', '?', '(', ')', '[', ']', '{', '}', '/', '"', '“', '”', '„',
    '«', '»', '‐', '–', '—', '·', '…', '&', '+', '*', '#',
];

/// What a film with these texts is searched in: the words, with a blank before each.
pub(crate) fn search_text(title: &str, original_title: Option<&str>, names: [&[String]; NAMES]) -> String {
    let mut all = title.to_owned();
    for line in original_title.into_iter().chain(names.into_iter().flatten().map(String::as_str)) {
        all.push(' ');
        all.push_str(line);
    }
    let folded = fold(&all);
    let (mut text, mut seen) = (String::with_capacity(folded.len() + 1), HashSet::new());
    let mut add = |word: String| {
        if !seen.contains(&word) {
            text.push(' ');
            text.push_str(&word);
            seen.insert(word);
        }
    };
    for written in folded.split_whitespace() {
        let parts = parts(written);
        // "Spider-Man" is found as "spiderman", too, "Ocean's" as "oceans" and "E.T." as "et".
        let whole = (parts.len() > 1).then(|| cut(&parts.concat()));
        parts.into_iter().map(cut).chain(whole).for_each(&mut add);
    }
    text
}

/// What a search looks for: its words, folded and cut as those in the index, at most [`MAX_SEARCH_WORDS`]. None when it
/// has nothing but signs that stand between words.
pub(super) fn words(search: &str) -> Vec<String> {
    let folded = fold(search);
    folded.split_whitespace().flat_map(parts).map(cut).take(MAX_SEARCH_WORDS).collect()
}

/// More words than this in a search are not looked at.
const MAX_SEARCH_WORDS: usize = 10;

fn parts(written: &str) -> Vec<&str> {
    written.split(SEPARATORS).filter(|part| !part.is_empty()).collect()
}

fn cut(word: &str) -> String {
    word.chars().take(MAX_WORD).collect()
}

/// Lets a film be found by these texts, and by the title that it was given if another one is shown; no longer by earlier
/// ones.
pub(crate) fn update_search_text(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    title: &str,
    original_title: Option<&str>,
    names: [&[String]; NAMES],
) -> Result<(), Error> {
    insert_search_text(tx, owner, id, title, original_title, names)?;
    add_entered_titles(tx, owner, &[id])
}

const LIST_ENTERED: &str =
    sql!("SELECT id, entered_title FROM movies WHERE ", OWNED, " AND entered_title IS NOT NULL AND id IN ($ids)");
const ADD_WORDS: &str = "UPDATE movie_search SET search_text = search_text || $3 WHERE owner_id = $1 AND movie_id = $2";

/// Lets films, whose texts were just written, be found by the titles that they were given, too.
pub(crate) fn add_entered_titles(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<(), Error> {
    for (id, title) in query_ids::<(MovieId, String), _>(tx, LIST_ENTERED, &[&owner], ids)? {
        tx.send(ADD_WORDS, &[&owner, &id, &search_text(&title, None, [&[], &[], &[], &[]])])?;
    }
    Ok(())
}

/// Lets a film be found by these texts, and no longer by earlier ones.
pub(crate) fn insert_search_text(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    title: &str,
    original_title: Option<&str>,
    names: [&[String]; NAMES],
) -> Result<(), Error> {
    let text = search_text(title, original_title, names);
    send_insert!(
        tx,
        MOVIE_SEARCH { owner_id: owner, movie_id: id, search_text: text, title_sort: title_sort(title) },
        "ON CONFLICT (owner_id, movie_id)
         DO UPDATE SET search_text = excluded.search_text, title_sort = excluded.title_sort"
    )
}

const DELETE_SEARCH_TEXT: &str = "DELETE FROM movie_search WHERE owner_id = $1 AND movie_id = $2";

/// Lets a film be found no more: it goes to the trash.
pub(crate) fn delete_search_text(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<(), Error> {
    tx.execute(DELETE_SEARCH_TEXT, &[&owner, &id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_apart_and_what_a_sign_divides_also_together() {
        for (title, text) in [
            ("Amélie", " amelie"),
            ("The Godfather: Part II", " the godfather part ii"),
            ("Spider-Man", " spider man spiderman"),
            ("Ocean's Eleven", " ocean s oceans eleven"),
            ("E.T.", " e t et"),
            ("L’Avventura l'avventura", " l avventura lavventura"),
            ("100% Wolf", " 100% wolf"),
            ("...", ""),
            ("七人の侍", " 七人の侍"),
        ] {
            assert_eq!(search_text(title, None, [&[], &[], &[], &[]]), text);
        }
    }

    #[test]
    fn a_search_has_few_and_short_words() {
        assert_eq!(words(" Spider-Man,  NO WAY?! "), ["spider", "man", "no", "way"]);
        assert_eq!(words("?! -"), [] as [&str; 0]);
        assert_eq!(words(&"a ".repeat(100)).len(), MAX_SEARCH_WORDS);
        assert_eq!(words(&"é".repeat(100)), ["e".repeat(MAX_WORD)]);
    }
}
