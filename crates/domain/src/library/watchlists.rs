//! Watchlists: their order, and those of other people.

use crate::field_errors::FieldErrors;
use crate::ids::{MovieId, UserId};
use serde::{Deserialize, Deserializer, Serialize};

/// Where a film of the watchlist goes in its order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PriorityDraft {
    /// The film that it comes right after; null for the first place.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<MovieId>))]
    pub after: Option<Option<MovieId>>,
}

/// What is null is given, too.
#[expect(clippy::option_option, reason = "left out and null are not the same")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<MovieId>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl PriorityDraft {
    /// Checks that a place is given.
    ///
    /// # Errors
    /// When it is missing.
    pub fn parse(&self) -> Result<Option<MovieId>, FieldErrors> {
        self.after.ok_or_else(|| {
            let mut errors = FieldErrors::default();
            errors.add("after", "required", "Give the film that it comes after, or null for the first place.");
            errors
        })
    }
}

/// Someone else whose watchlist is shared with you.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedWatchlist {
    /// The account.
    pub id: UserId,
    /// Its username.
    pub username: String,
}

/// The people who share their watchlists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedWatchlists {
    /// Whether you share yours. Unless you do, you see no others.
    pub shares_watchlist: bool,
    /// The others, by name: at most 1,000.
    pub items: Vec<SharedWatchlist>,
}
