//! Films of the catalogue, and the search in it.

use super::credits::CataloguePersonCredit;
use crate::library::movies::{
    MAX_GENRES, MAX_PEOPLE, MAX_PERSON, MAX_TITLE, MovieDraft, MovieSummary, RUNTIMES, YEARS,
};
use crate::queries::{Kind, keep, parameters};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How many films a search can give.
pub const LIMITS: RangeInclusive<u32> = 1..=20;
/// How many it gives when nothing is said.
pub const DEFAULT_LIMIT: u32 = 8;

/// What is searched for in the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueQuery {
    /// What was typed so far.
    pub search: String,
    /// How many films are wanted; [`DEFAULT_LIMIT`] by default.
    pub limit: Option<u32>,
}

parameters!(CatalogueQuery {
    "search": Kind::Text, "Words of a title, or their beginnings, in any order; a year, a director or an actor narrows the \
         search. \
         An IMDb ID, or the address of a film at IMDb, TMDB or Letterboxd, finds that film. Without `search`, nothing is found.",
        |query, value| { value.clone_into(&mut query.search); true },
        |query| Some(query.search.clone()).filter(|search| !search.is_empty());
    "limit": Kind::Integer, "The maximum number of films: 1 to 20, 8 by default.",
        |query, value| keep(&mut query.limit, value.parse().ok().filter(|limit| LIMITS.contains(limit))),
        |query| query.limit.map(|limit| limit.to_string());
});

/// A film of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueMovie {
    /// Its ID in the catalogue: an IMDb ID (`tt0113277`), a Wikidata ID (`Q…`), or `tmdb:` and a TMDB ID.
    #[cfg_attr(feature = "openapi", schema(example = "tt0113277"))]
    pub id: String,
    /// Its title in the language of your account, or else of `Accept-Language`, if the catalogue has it; otherwise the
    /// title it is best known by.
    pub title: String,
    /// Its title where it comes from, if that is another one.
    pub original_title: Option<String>,
    /// When it came out.
    pub year: Option<i16>,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// Its genres.
    pub genres: Vec<String>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Its main actors, in the order of the source.
    pub actors: Vec<String>,
    /// All of them with their IDs, where one film is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<CataloguePersonCredit>,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// How well known it is: how many people rated it at IMDb or TMDB; for a catalogue from Wikidata, how many wikis have
    /// a page about it.
    pub votes: u32,
    /// Their average rating, 1 to 10.
    pub rating: Option<f64>,
    /// Whether you have it, outside the trash.
    pub in_library: bool,
    /// Your film, if you have it.
    pub movie: Option<Box<MovieSummary>>,
}

impl CatalogueMovie {
    /// What a new film of one's own takes over: what is within its bounds, and titles and names cut to them.
    pub fn draft(&self) -> MovieDraft {
        let cut = |text: &String, most: usize| text.chars().take(most).collect::<String>().trim().to_owned();
        let people = |names: &[String]| names.iter().take(MAX_PEOPLE).map(|name| cut(name, MAX_PERSON)).collect();
        MovieDraft {
            title: cut(&self.title, MAX_TITLE),
            original_title: self.original_title.as_ref().map(|title| cut(title, MAX_TITLE)),
            year: self.year.map(i64::from).filter(|year| YEARS.contains(year)),
            runtime_minutes: self.runtime_minutes.map(i64::from).filter(|minutes| RUNTIMES.contains(minutes)),
            genres: self.genres.iter().take(MAX_GENRES).cloned().collect(),
            directors: people(&self.directors),
            actors: people(&self.actors),
            imdb_id: self.imdb_id.clone(),
            tmdb_id: self.tmdb_id,
            ..MovieDraft::default()
        }
    }
}

/// Films of the catalogue that were found, the best match first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueMovies {
    /// The films; none where the server has no catalogue.
    pub items: Vec<CatalogueMovie>,
}

/// The number in an ID at IMDb, or in an address of a film there: 113277 for `https://www.imdb.com/title/tt0113277/`.
pub fn imdb_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let id = match text.split_once("imdb.com/") {
        Some((_, path)) => path.split(['/', '?', '#']).find(|part| part.starts_with("tt"))?,
        None => text,
    };
    let digits = id.strip_prefix("tt")?;
    let is_number = (7..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn addresses_at_imdb_name_their_film() {
        for text in [
            "tt0113277",
            " tt0113277 ",
            "https://www.imdb.com/title/tt0113277/",
            "https://m.imdb.com/de/title/tt0113277/?ref_=nv_sr_1",
            "imdb.com/title/tt0113277",
        ] {
            assert_eq!(imdb_number(text), Some(113_277), "{text}");
        }
        for text in ["", "heat", "tt", "tt123", "tthirteen", "https://www.imdb.com/name/nm0000199/", "tt01132779999"] {
            assert_eq!(imdb_number(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_new_film_takes_over_keeps_its_rules() {
        let film = CatalogueMovie {
            id: "tt0000001".to_owned(),
            title: format!("{} end", "a".repeat(299)),
            original_title: Some("b".repeat(400)),
            year: Some(1860),
            runtime_minutes: Some(14_400),
            genres: vec!["Drama".to_owned()],
            directors: vec!["c".repeat(120)],
            actors: vec!["d".to_owned(); 30],
            credits: Vec::new(),
            imdb_id: Some("tt0000001".to_owned()),
            tmdb_id: None,
            votes: 0,
            rating: None,
            in_library: false,
            movie: None,
        };
        let draft = film.draft();
        let parsed = draft.parse(crate::times::parse_date("2026-11-30").unwrap());
        assert_eq!(parsed.as_ref().map(|fields| fields.title.len()), Ok(299), "{parsed:?}");
        assert_eq!((draft.year, draft.runtime_minutes), (None, None));
    }

    #[test]
    fn a_search_has_its_bounds() {
        let parse = |text: &str| CatalogueQuery::parse_text(text, "query");
        assert_eq!(parse("search=heat&limit=20").unwrap().limit, Some(20));
        assert!(parse("limit=21").is_err() && parse("limit=0").is_err());
    }
}
