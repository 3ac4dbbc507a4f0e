//! Genres and tags: the names that sort films.

use serde::{Deserialize, Serialize};

/// A genre or a tag, and how many films have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Label {
    /// The name, as it is spelled most often.
    pub name: String,
    /// How many of the owner's films have it.
    pub movie_count: u64,
}

/// All genres, or all tags, of an owner's films; the most used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Labels {
    /// The names.
    pub items: Vec<Label>,
}
