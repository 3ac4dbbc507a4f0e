//! Who worked on a film of the catalogue.

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
