//! People of the catalogue, and their films.

use super::movies::CatalogueMovie;
use serde::{Deserialize, Serialize};

/// What somebody did for a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CreditRole {
    /// Directed it.
    Director,
    /// Played in it.
    Actor,
}

/// Somebody who worked on a film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CataloguePersonCredit {
    /// The person’s ID in the catalogue: `nm` and the number at IMDb, or `Q` and the number at Wikidata.
    #[cfg_attr(feature = "openapi", schema(example = "nm0000520"))]
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they did.
    pub role: CreditRole,
}

/// A film that somebody worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueMovieCredit {
    /// What they did.
    pub role: CreditRole,
    /// The film; its people are left out.
    pub movie: CatalogueMovie,
}

/// Somebody who works on films, and what you have seen of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CataloguePerson {
    /// Their ID in the catalogue.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their films in the catalogue, the best known first; twice where they directed a film and played in it. At most
    /// 1,000.
    pub credits: Vec<CatalogueMovieCredit>,
    /// How many of these films you have watched.
    pub watched_count: u64,
    /// The average of your ratings of these films, in stars.
    pub average_rating: Option<f64>,
}
