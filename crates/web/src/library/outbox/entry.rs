//! A film that waits for the server.

use crate::library::watch_dates;
use domain::library::log::LogDraft;
use domain::library::movies::MovieSummary;
use domain::library::watch_dates::WatchDate;
use serde::{Deserialize, Serialize};

/// What is sent under one key, as often as it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sending {
    /// The idempotency key. A watch has it as its ID too, by which the server knows it after it has forgotten the key.
    pub key: String,
    /// What is logged.
    pub draft: LogDraft,
}

impl Sending {
    /// What is sent of this draft.
    pub fn new(key: String, draft: LogDraft) -> Self {
        let external_id = draft.watched_on.is_some().then(|| key.clone());
        Self { key, draft: LogDraft { external_id, ..draft } }
    }
}

/// A film that waits for the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the outbox; those that were kept earlier come first.
    pub id: String,
    /// What is sent.
    pub sending: Sending,
    /// Whether it was sent and no answer came, so that the server may have it.
    pub may_be_there: bool,
    /// What was sent before it was edited, and may be there: it is taken back first.
    pub before: Option<Sending>,
    /// Why the server refused it.
    pub refused: Option<String>,
    /// The film of one's own that was chosen.
    pub film: Option<MovieSummary>,
    /// What the fields of the dialog hold.
    pub texts: Vec<String>,
}

impl Entry {
    /// A film as it was logged. `may_be_there` says that it was sent.
    pub fn new(sending: Sending, film: Option<MovieSummary>, texts: Vec<String>, may_be_there: bool) -> Self {
        Self { id: String::new(), sending, may_be_there, before: None, refused: None, film, texts }
    }

    /// The same with other values, which are another thing to send. What the server may have is remembered.
    pub fn edited(&self, sending: Sending, film: Option<MovieSummary>, texts: Vec<String>) -> Self {
        let before = self.before.clone().or_else(|| self.may_be_there.then(|| self.sending.clone()));
        Self { id: self.id.clone(), before, ..Self::new(sending, film, texts, false) }
    }

    /// The title of the film.
    pub fn title(&self) -> &str {
        let described = self.sending.draft.movie.as_ref().map(|movie| movie.title.as_str());
        self.film.as_ref().map(|film| film.title.as_str()).or(described).unwrap_or_default()
    }

    /// The year of the film.
    pub fn year(&self) -> Option<i64> {
        let described = self.sending.draft.movie.as_ref().and_then(|movie| movie.year);
        self.film.as_ref().and_then(|film| film.year).map(i64::from).or(described)
    }

    /// When it was watched, in words.
    pub fn when(&self) -> String {
        match &self.sending.draft.watched_on {
            None => "For your watchlist".to_owned(),
            Some(None) => "Watched, date unknown".to_owned(),
            Some(Some(date)) => {
                let in_words = date.parse::<WatchDate>().map(watch_dates::in_words);
                format!("Watched {}", in_words.unwrap_or_else(|()| date.clone()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::library::movies::MovieDraft;

    /// `when` is empty for a film that was not watched, and `?` for a date that is unknown.
    fn draft(title: &str, when: &str) -> LogDraft {
        let movie = MovieDraft { title: title.to_owned(), year: Some(1995), ..MovieDraft::default() };
        let date = Some(when.to_owned()).filter(|when| when != "?");
        let watched_on = Some(date).filter(|_| !when.is_empty());
        LogDraft { movie: Some(movie), watched_on, ..LogDraft::default() }
    }

    fn entry(when: &str, may_be_there: bool) -> Entry {
        let sending = Sending::new("k1".to_owned(), draft("Heat", when));
        Entry { id: "1".to_owned(), ..Entry::new(sending, None, Vec::new(), may_be_there) }
    }

    #[test]
    fn what_is_kept_is_found_as_it_was() {
        for when in ["", "?", "1999-12"] {
            let kept = entry(when, true);
            let json = serde_json::to_string(&kept).unwrap();
            assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), kept);
        }
    }

    #[test]
    fn a_watch_is_known_by_its_key_for_ever() {
        assert_eq!(entry("?", false).sending.draft.external_id.as_deref(), Some("k1"));
        assert_eq!(entry("", false).sending.draft.external_id, None);
    }

    #[test]
    fn an_edit_remembers_what_the_server_may_have() {
        let next = |key: &str| Sending::new(key.to_owned(), draft("Ronin", ""));
        assert_eq!(entry("", false).edited(next("k2"), None, Vec::new()).before, None);
        let sent = entry("?", true);
        let edited = sent.edited(next("k2"), None, Vec::new());
        assert_eq!((edited.id.as_str(), edited.before.as_ref()), ("1", Some(&sent.sending)));
        assert!(!edited.may_be_there);
        assert_eq!(edited.edited(next("k3"), None, Vec::new()).before, Some(sent.sending));
    }

    #[test]
    fn an_entry_says_which_film_and_when() {
        let when = ["", "?", "2019-07-04", "1999"].map(|when| entry(when, false).when());
        assert_eq!(when, ["For your watchlist", "Watched, date unknown", "Watched 4 July 2019", "Watched 1999"]);
        assert_eq!((entry("", false).title(), entry("", false).year()), ("Heat", Some(1995)));
    }
}
