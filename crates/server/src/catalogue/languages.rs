//! In which language somebody reads the titles of films.

use crate::error::Result;
use crate::state::State;
use domain::accounts::places::{Language, Region};
use domain::ids::UserId;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use storage::accounts::preferences::find_preferences;

/// The language and the country that a caller has chosen for the account, or else those that the browser asks for:
/// `de`, or `pt-BR`. English without either.
///
/// # Errors
/// When the database can't be read.
pub async fn language(state: &State, caller: UserId, headers: &HeaderMap) -> Result<String> {
    let chosen = state.store.read_inline(move |tx| find_preferences(tx, caller)).await?.unwrap_or_default();
    Ok(of(chosen.language, chosen.region, headers))
}

fn of(chosen: Option<Language>, region: Option<Region>, headers: &HeaderMap) -> String {
    let (asked, asked_region) = of_headers(headers);
    let language = chosen.or(asked).map_or_else(|| "en".to_owned(), |it| it.as_str().to_owned());
    // The browser's country goes with its language.
    let region = region.or(asked_region.filter(|_| asked.is_some_and(|it| it.as_str() == language)));
    match region {
        Some(region) => format!("{language}-{}", region.as_str()),
        None => language,
    }
}

fn of_headers(headers: &HeaderMap) -> (Option<Language>, Option<Region>) {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = header.split([',', ';']).next().unwrap_or_default().trim();
    let mut parts = first.split('-');
    let language = parts.next().and_then(|text| Language::from_name(&text.to_ascii_lowercase()));
    (language, parts.next_back().and_then(|text| Region::from_name(&text.to_ascii_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(header: &str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())])
    }

    #[test]
    fn the_first_language_of_a_caller_counts() {
        for (header, expected) in [
            ("de-AT,de;q=0.9,en;q=0.5", "de-AT"),
            ("pt-br", "pt-BR"),
            ("zh-Hant-TW", "zh-TW"),
            ("fr;q=0.8", "fr"),
            ("*", "en"),
            ("", "en"),
            ("../../x", "en"),
        ] {
            assert_eq!(of(None, None, &asking(header)), expected, "{header}");
        }
    }

    #[test]
    fn what_the_account_says_comes_before_what_the_browser_asks_for() {
        let (portuguese, portugal) = (Language::from_name("pt"), Region::from_name("PT"));
        for (header, expected, there) in
            [("de-AT,de", "pt", "pt-PT"), ("", "pt", "pt-PT"), ("pt-BR,pt;q=0.9", "pt-BR", "pt-PT")]
        {
            assert_eq!(of(portuguese, None, &asking(header)), expected, "{header}");
            assert_eq!(of(portuguese, portugal, &asking(header)), there, "{header}");
        }
        assert_eq!(of(None, Region::from_name("AT"), &asking("de")), "de-AT");
    }
}
