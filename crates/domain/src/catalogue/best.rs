//! The best known films of a decade, a genre or a country.

use super::movies::CatalogueMovie;
use crate::queries::{Kind, keep, parameters};
use serde::{Deserialize, Serialize};

/// Which of the best known films are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BestQuery {
    /// The first year of their decade.
    pub decade: Option<u16>,
    /// A genre of theirs.
    pub genre: Option<String>,
    /// A country that they come from.
    pub country: Option<String>,
    /// Whether one has seen them.
    pub status: Option<BestStatus>,
}

/// What one has done with a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BestStatus {
    /// It was watched.
    Watched,
    /// It was not.
    Unwatched,
    /// It’s on the watchlist.
    Watchlist,
}

impl BestStatus {
    /// All of them, with their names.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Watched, "watched"), (Self::Unwatched, "unwatched"), (Self::Watchlist, "watchlist")];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|it| it.0)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(status, _)| *status == self).map_or("", |it| it.1)
    }
}

parameters!(BestQuery {
    "decade": Kind::Integer, "Only films from this decade, given by its first year: 1990.",
        |query, value| keep(&mut query.decade, value.parse().ok().filter(|year: &u16| year.is_multiple_of(10))),
        |query| query.decade.map(|year| year.to_string());
    "genre": Kind::Text, "Only films of this genre; `choices` has those of the catalogue.",
        |query, value| keep(&mut query.genre, Some(value.to_owned())), |query| query.genre.clone();
    "country": Kind::Text,
        "Only films from this country, by its two letters (`FR`); `choices` has those of the catalogue.",
        |query, value| keep(&mut query.country, Some(value.to_ascii_uppercase())), |query| query.country.clone();
    "status": Kind::OneOf(&["watched", "unwatched", "watchlist"]),
        "Only films that you have watched, haven’t watched, or have on your watchlist.",
        |query, value| keep(&mut query.status, BestStatus::parse(value)),
        |query| query.status.map(|status| status.as_str().to_owned());
});

/// A country that films come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueCountry {
    /// Its two letters.
    pub code: String,
    /// Its name in English.
    pub name: String,
}

/// What the films can be filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BestChoices {
    /// The first years of the decades, the latest first.
    pub decades: Vec<u16>,
    /// The genres, by name.
    pub genres: Vec<String>,
    /// The countries, by name; none where the catalogue doesn’t know where films come from.
    pub countries: Vec<CatalogueCountry>,
}

/// The best-known films that were asked for, best known first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BestMovies {
    /// The films of this page, each with yours if you have it; without their people.
    pub items: Vec<CatalogueMovie>,
    /// Send this as `cursor` to get the next page; null on the last page. With `status=unwatched`, a page may have
    /// fewer films than asked for, or none, and still another one behind it.
    pub next_cursor: Option<String>,
    /// What can be asked for, on the first page; null on others, and where the server has no catalogue.
    pub choices: Option<BestChoices>,
}
