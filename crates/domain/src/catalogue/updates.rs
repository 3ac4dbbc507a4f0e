//! Building the catalogue of a server, as admins see and set it.

use crate::field_errors::FieldErrors;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Where IMDb offers its datasets.
pub const IMDB_DATASETS: &str = "https://datasets.imdbws.com";
/// Where IMDb says on which terms.
pub const IMDB_TERMS: &str = "https://developer.imdb.com/non-commercial-datasets/";
/// The days that can be between two updates.
pub const INTERVAL_DAYS: RangeInclusive<i64> = 1..=366;
/// The most languages of titles.
const MAX_LANGUAGES: usize = 20;
/// The most characters of an address or a folder.
const MAX_LOCATION: usize = 1000;

/// What the catalogue is built from, which films it has, and how often it is built anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct CatalogueSettings {
    /// An address to download from, or the full path of a folder or file on the server; null for IMDb’s own address.
    pub location: Option<String>,
    /// Whether it has films made for television.
    pub tv_movies: bool,
    /// Whether it has films that came out on tape, disc or online only.
    pub videos: bool,
    /// Whether it has short films.
    pub shorts: bool,
    /// Whether it has documentaries.
    pub documentaries: bool,
    /// Whether it has pornography.
    pub adult: bool,
    /// The languages of the titles by which films are found, as two letters of ISO 639-1 such as `de`; null for all. The
    /// title where a film is best known, and that where it comes from, are always there.
    pub languages: Option<Vec<String>>,
    /// Days from one update to the next; null when it is only updated on request.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366))]
    pub interval_days: Option<i64>,
}

/// What an admin wants of the catalogue, as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct CatalogueSettingsDraft {
    /// An address to download from, or the full path of a folder or file on the server; null or left out for IMDb’s own
    /// address.
    pub location: Option<String>,
    /// Whether it has films made for television; true by default.
    pub tv_movies: bool,
    /// Whether it has films that came out on tape, disc or online only; true by default.
    pub videos: bool,
    /// Whether it has short films.
    pub shorts: bool,
    /// Whether it has documentaries; true by default.
    pub documentaries: bool,
    /// Whether it has pornography.
    pub adult: bool,
    /// The languages of the titles by which films are found, as two letters of ISO 639-1 such as `de`: at most 20. Null
    /// or left out for all.
    pub languages: Option<Vec<String>>,
    /// Days from one update to the next; null or left out, it is only updated on request.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366))]
    pub interval_days: Option<i64>,
}

impl Default for CatalogueSettingsDraft {
    fn default() -> Self {
        Self {
            location: None,
            tv_movies: true,
            videos: true,
            shorts: false,
            documentaries: true,
            adult: false,
            languages: None,
            interval_days: None,
        }
    }
}

impl From<CatalogueSettings> for CatalogueSettingsDraft {
    fn from(it: CatalogueSettings) -> Self {
        let CatalogueSettings { location, tv_movies, videos, shorts, documentaries, adult, languages, interval_days } =
            it;
        Self { location, tv_movies, videos, shorts, documentaries, adult, languages, interval_days }
    }
}

impl CatalogueSettingsDraft {
    /// Checks that nothing is out of its bounds.
    ///
    /// # Errors
    /// Every field that is.
    pub fn parse(&self) -> Result<CatalogueSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let location = text::optional_line(&mut errors, "location", self.location.as_deref(), MAX_LOCATION);
        if location.as_deref().is_some_and(|it| !is_place(it)) {
            let message = "Enter an address that begins with https:// or http://, or the full path of a folder or file on \
                           the server.";
            errors.add("location", "malformed", message);
        }
        let languages = self.languages.as_ref().map(|all| read_languages(&mut errors, all));
        if self.interval_days.is_some_and(|days| !INTERVAL_DAYS.contains(&days)) {
            errors.add("interval_days", "out_of_range", "Enter 1 to 366 days.");
        }
        let Self { tv_movies, videos, shorts, documentaries, adult, interval_days, .. } = *self;
        errors.into_result(CatalogueSettings {
            location,
            tv_movies,
            videos,
            shorts,
            documentaries,
            adult,
            languages,
            interval_days,
        })
    }
}

fn read_languages(errors: &mut FieldErrors, all: &[String]) -> Vec<String> {
    let mut read: Vec<String> = all.iter().take(MAX_LANGUAGES + 1).map(|it| it.trim().to_ascii_lowercase()).collect();
    read.sort_unstable();
    read.dedup();
    if read.len() > MAX_LANGUAGES {
        errors.add("languages", "too_many", format!("Choose at most {MAX_LANGUAGES} languages."));
    } else if read.iter().any(|it| it.len() != 2 || !it.bytes().all(|letter| letter.is_ascii_lowercase())) {
        errors.add("languages", "malformed", "Enter languages as two letters each, such as de, en.");
    }
    read
}

impl CatalogueSettings {
    /// Whether IMDb's datasets are downloaded, on whose terms an admin must agree.
    pub fn needs_terms(&self) -> bool {
        let is_of_imdb = |name: &str| name.starts_with("title.") || name.starts_with("name.");
        let needs = |place: &str| is_address(place) && file_name(place).is_none_or(is_of_imdb);
        self.location.as_deref().is_none_or(needs)
    }
}

/// The name of the single file that an address leads to; none for one with IMDb's files below it.
pub fn file_name(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?.split_once("://")?.1.split_once('/')?.1;
    path.rsplit('/').next().filter(|name| name.contains('.'))
}

/// Whether files are downloaded from a place; else it is a folder.
pub fn is_address(place: &str) -> bool {
    let start = place.get(..8).unwrap_or(place).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

/// Whether a place is an address or the full path of a folder, on any system.
fn is_place(place: &str) -> bool {
    let has_drive = place.as_bytes().get(1) == Some(&b':');
    is_address(place) || place.starts_with(['/', '\\']) || has_drive
}

/// The request to update the catalogue, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CatalogueUpdateDraft {
    /// That you agree to IMDb’s terms, which are for personal and non-commercial use. Only the first request needs it.
    pub accepts_terms: bool,
}

/// The catalogue of the server that answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueInfo {
    /// The server’s name, where several can share the database: each has a catalogue of its own.
    pub server: Option<String>,
    /// How many films it has; null where there is no catalogue.
    pub movie_count: Option<u32>,
    /// Where its films come from.
    pub origin: Option<CatalogueOrigin>,
    /// How large it is, in bytes.
    pub byte_count: Option<u64>,
    /// When it was built.
    pub built_at: Option<Timestamp>,
    /// What it is built from, and what it has.
    pub settings: CatalogueSettings,
    /// Whether an admin agreed to IMDb’s terms.
    pub terms_accepted: bool,
    /// When the next update is due; null when it is only updated on request.
    pub next_update_at: Option<Timestamp>,
    /// What becomes of the latest update.
    pub update: CatalogueUpdate,
}

/// Where the films of a catalogue come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CatalogueOrigin {
    /// IMDb’s datasets, which must not be passed on, nor what is built from them.
    Imdb,
    /// Wikidata, which is in the public domain.
    Wikidata,
}

/// An update of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueUpdate {
    /// What becomes of it.
    pub state: UpdateState,
    /// How much of the downloading or the building is done: 0 to 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1))]
    pub progress: f64,
    /// Why the last attempt failed, if it did.
    pub error: Option<String>,
}

/// What becomes of an update of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// No update is under way or wanted.
    Idle,
    /// It begins in a moment.
    Waiting,
    /// The files are downloaded.
    Downloading,
    /// The catalogue is built; the one before is used meanwhile.
    Building,
    /// It failed, and is tried again in an hour.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_comes_from_an_address_or_a_folder() {
        let parse = |location: &str| {
            CatalogueSettingsDraft { location: Some(location.to_owned()), ..CatalogueSettingsDraft::default() }.parse()
        };
        for location in ["https://films.example/imdb", "http://127.0.0.1:8080", "/srv/imdb", "C:\\imdb", ""] {
            assert!(parse(location).is_ok(), "{location}");
        }
        for location in ["imdb", "ftp://films.example", "./imdb", "a\nb"] {
            assert!(parse(location).unwrap_err().of("location").is_some(), "{location}");
        }
        let needs_terms = |location: Option<&str>| {
            let location = location.map(str::to_owned);
            CatalogueSettingsDraft { location, ..CatalogueSettingsDraft::default() }.parse().unwrap().needs_terms()
        };
        assert!(needs_terms(None) && needs_terms(Some("https://films.example/imdb/")));
        assert!(!needs_terms(Some("/srv/imdb")) && !needs_terms(Some("https://films.example/all.json.gz?x=1")));
        for (languages, is_right) in [(vec!["DE", "en"], true), (vec![], true), (vec!["german"], false)] {
            let languages = Some(languages.into_iter().map(str::to_owned).collect());
            let draft = CatalogueSettingsDraft { languages, ..CatalogueSettingsDraft::default() };
            assert_eq!(draft.parse().is_ok(), is_right, "{draft:?}");
        }
        let draft = CatalogueSettingsDraft { interval_days: Some(0), ..CatalogueSettingsDraft::default() };
        assert!(draft.parse().unwrap_err().of("interval_days").is_some());
    }
}
