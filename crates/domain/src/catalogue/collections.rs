//! Films that belong together, such as those of a trilogy.

use super::movies::CatalogueMovie;
use crate::ids::MovieId;
use serde::{Deserialize, Serialize};

/// The most collections that are listed.
pub const MAX_COLLECTIONS: usize = 500;
/// Days for which a collection of TMDB is kept that couldn’t be fetched again: TMDB’s terms allow six months.
pub const TMDB_COLLECTION_DAYS: i64 = 180;
/// How many films of a collection are shown among others.
pub const COVER_MOVIES: usize = 5;

/// A collection by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectionName {
    /// Its ID: `Q…` at Wikidata, or `tmdb:` and its ID at TMDB.
    #[cfg_attr(feature = "openapi", schema(example = "tmdb:230"))]
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A film of a collection, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectionMovie {
    /// Its ID in the catalogue.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it came out.
    pub year: Option<i16>,
    /// Your film, if you have it.
    pub movie_id: Option<MovieId>,
    /// Where the poster of your film is.
    pub poster_url: Option<String>,
}

/// A collection with at least one of your films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectionSummary {
    /// Its ID: `Q…` at Wikidata, or `tmdb:` and its ID at TMDB.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many films it has.
    pub movie_count: u64,
    /// How many of them you have watched.
    pub watched_count: u64,
    /// The first film that you haven’t watched; null when you have watched all of them.
    pub next: Option<CollectionMovie>,
    /// Its first films, at most five.
    pub cover: Vec<CollectionMovie>,
}

/// The collections of your films: those that you have begun first, then those that you have watched whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Collections {
    /// The collections, at most 500.
    pub items: Vec<CollectionSummary>,
}

/// A collection with all of its films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Collection {
    /// Its ID: `Q…` at Wikidata, or `tmdb:` and its ID at TMDB.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many of its films you have watched.
    pub watched_count: u64,
    /// Its films in their order, each with yours if you have it; without their people.
    pub movies: Vec<CatalogueMovie>,
}
