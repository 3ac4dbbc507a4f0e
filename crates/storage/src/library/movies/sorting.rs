//! What films are ordered by among titles.

use domain::text::fold;

/// The most bytes of a title that films are ordered by: PostgreSQL's indexes take no long rows.
const MAX_TITLE_SORT: usize = 500;

/// What a film is ordered by among titles: the folded title, cut at a character, with its article at the end.
pub(crate) fn title_sort(title: &str) -> String {
    let mut folded = fold(title);
    folded.truncate(folded.floor_char_boundary(MAX_TITLE_SORT));
    let (article, rest) = split_article(&folded);
    if article.is_empty() { folded } else { format!("{rest}{BEFORE_ARTICLE}{}", article.trim_end()) }
}

/// A folded title as its article, with the blank behind it, and what it is ordered by.
pub(crate) fn split_article(folded: &str) -> (&str, &str) {
    let is_no_article = NO_ARTICLES.iter().any(|start| folded.starts_with(start));
    let found = ARTICLES.iter().find(|article| folded.starts_with(**article) && folded.len() > article.len());
    found.filter(|_| !is_no_article).map_or(("", folded), |article| folded.split_at(article.len()))
}

/// Stands between what a title is ordered by and its article; no title has it, being a control character.
pub(crate) const BEFORE_ARTICLE: char = '\u{1}';

/// The articles that don't count in the order of titles. Those that begin as many titles without being articles (“Die
/// Hard”, “I Spy”, “As You Like It”, “Las Vegas”) do count. Migration 0011 has the same list.
const ARTICLES: [&str; 19] = [
    "the ", "a ", "an ", "le ", "la ", "les ", "l'", "l’", "un ", "une ", "der ", "das ", "ein ", "eine ", "el ",
    "los ", "il ", "una ", "het ",
];

/// What begins as an article and is none.
const NO_ARTICLES: [&str; 2] = ["la la ", "los angeles"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_character_for_sorting() {
        let wide = "\u{FDFA}".repeat(300);
        let sort = title_sort(&wide);
        assert!(sort.len() <= MAX_TITLE_SORT && sort.len() > MAX_TITLE_SORT - 4, "{}", sort.len());
        assert!(fold(&wide).starts_with(&sort));
    }

    #[test]
    fn articles_come_last_for_sorting() {
        for (title, sort) in [
            ("The Godfather", "godfather\u{1}the"),
            ("L’Avventura", "avventura\u{1}l’"),
            ("À bout de souffle", "bout de souffle\u{1}a"),
            ("Der Himmel über Berlin", "himmel uber berlin\u{1}der"),
            ("Die Hard", "die hard"),
            ("La La Land", "la la land"),
            ("Los Angeles Plays Itself", "los angeles plays itself"),
            ("Theodora Goes Wild", "theodora goes wild"),
            ("A", "a"),
            ("The", "the"),
        ] {
            assert_eq!(title_sort(title), sort);
        }
    }
}
