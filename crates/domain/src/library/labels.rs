//! The names that sort films: genres and tags, and the places and people of their watches.

use serde::{Deserialize, Serialize};

/// A genre, a tag, a place or a person, and how many films have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Label {
    /// The name, as it is spelled most often.
    pub name: String,
    /// How many of the owner's films have it.
    pub movie_count: u64,
}

/// All genres, tags, places or people of an owner's films; the most used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Labels {
    /// The names.
    pub items: Vec<Label>,
}
