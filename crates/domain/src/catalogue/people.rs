//! People of the catalogue, and their films.

use super::credits::CreditRole;
use super::movies::CatalogueMovie;
use serde::{Deserialize, Serialize};

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
