//! Films of the catalogue for somebody who loved others.

use super::movies::CatalogueMovie;
use crate::ids::MovieId;
use crate::queries::{Kind, keep, parameters};
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How many films can be asked for.
pub const LIMITS: RangeInclusive<u32> = 1..=50;
/// How many there are when nothing is said.
pub const DEFAULT_LIMIT: u32 = 24;

/// How many films are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscoverQuery {
    /// At most; [`DEFAULT_LIMIT`] by default.
    pub limit: Option<u32>,
}

parameters!(DiscoverQuery {
    "limit": Kind::Integer, "The maximum number of films: 1 to 50, 24 by default.",
        |query, value| keep(&mut query.limit, value.parse().ok().filter(|limit| LIMITS.contains(limit))),
        |query| query.limit.map(|limit| limit.to_string());
});

/// Films for you, and what they go by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Discoveries {
    /// Whether this server has a catalogue. Without one there are no films.
    pub has_catalogue: bool,
    /// How many films you rated 4 stars or more, or liked, up to 50. Without any there are no films.
    pub loved_count: u32,
    /// The films, the best match first: none that you have, or have dismissed.
    pub items: Vec<Discovery>,
}

/// A film for you.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Discovery {
    /// The film.
    pub movie: CatalogueMovie,
    /// How well it fits: higher is better.
    pub score: f64,
    /// Why it is here, the strongest reason first.
    pub because: Vec<DiscoveryReason>,
}

/// What a film has in common with one that you loved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiscoveryReason {
    /// What it is.
    pub kind: ReasonKind,
    /// The person’s name, or the genre.
    pub name: String,
    /// The person’s ID in the catalogue; null for a genre.
    pub person_id: Option<String>,
    /// The film that you loved.
    pub movie: LovedMovie,
}

/// What two films have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Someone from the film that you loved directed this one.
    Director,
    /// Someone from the film that you loved is in this one.
    Actor,
    /// A genre.
    Genre,
}

/// A film of yours that you loved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LovedMovie {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: Option<i16>,
}

/// A film of the catalogue that you have dismissed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dismissal {
    /// Its ID in the catalogue.
    pub id: String,
    /// When you dismissed it.
    pub dismissed_at: Timestamp,
    /// The film. Null when the catalogue of the server that answers doesn’t have it.
    pub movie: Option<CatalogueMovie>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn a_number_of_films_has_its_bounds() {
        let parse = |text: &str| DiscoverQuery::parse_text(text, "query");
        assert_eq!(parse("limit=50").unwrap().limit, Some(50));
        assert!(parse("limit=51").is_err() && parse("limit=0").is_err());
    }
}
