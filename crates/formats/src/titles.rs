//! Titles that hold more than the title.

/// Articles that stand behind a comma at the end.
const ARTICLES: [&str; 20] = [
    "The", "A", "An", "La", "Le", "Les", "L'", "Il", "Lo", "Gli", "Der", "Die", "Das", "El", "Los", "Las", "Un", "Une",
    "Den", "Det",
];

/// The title and the year of "Heat (1995)".
pub(crate) fn with_year(text: &str) -> (&str, &str) {
    let text = text.trim();
    let found = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    found.filter(|(_, year)| is_year(year)).map_or((text, ""), |(title, year)| (title.trim_end(), year))
}

/// The title, and that in the language it was made in, of "City of Lost Children, The (Cité des enfants perdus, La)".
pub(crate) fn with_original(text: &str) -> (String, String) {
    let found = text.strip_suffix(')').and_then(|text| text.split_once(" ("));
    let (title, original) = found.unwrap_or((text, ""));
    // Of several, the last is the original one: "(a.k.a. …) (…)".
    let original = original.rsplit(" (").next().unwrap_or_default();
    (article_first(title), article_first(original.trim_start_matches("a.k.a. ")))
}

/// "American President, The" is "The American President".
fn article_first(title: &str) -> String {
    let found = title.rsplit_once(", ").filter(|(_, article)| ARTICLES.contains(article));
    let space = |article: &str| if article.ends_with('\'') { "" } else { " " };
    found.map_or_else(|| title.to_owned(), |(rest, article)| format!("{article}{}{rest}", space(article)))
}
