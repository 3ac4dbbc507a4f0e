//! Tags: the names that an owner sorts films and lists by.

use crate::field_errors::FieldErrors;
use crate::ids::UndoId;
use crate::library::watches::MAX_LABEL;
use crate::text;
use serde::{Deserialize, Serialize};

/// A tag, and how much has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tag {
    /// The name, as it is spelled most often.
    pub name: String,
    /// How many of the owner's films have it.
    pub movie_count: u64,
    /// How many of the owner's lists have it.
    pub list_count: u64,
}

/// All tags of an owner's films and lists; the most used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tags {
    /// The tags.
    pub items: Vec<Tag>,
}

/// A new name for a tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TagDraft {
    /// 1 to 50 characters, on one line. The name of another tag merges the two.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 50))]
    pub name: String,
}

impl TagDraft {
    /// Checks the name.
    ///
    /// # Errors
    /// When it is missing, too long or not on one line.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = text::line(&mut errors, "name", &self.name, MAX_LABEL);
        errors.into_result(name)
    }
}

/// What became of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagChange {
    /// How many films have other tags now, those in the trash included.
    pub movie_count: u64,
    /// How many lists have other tags now.
    pub list_count: u64,
    /// What `POST /api/undo` takes to take it back, once and within 24 hours.
    pub undo: UndoId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_named_in_one_line_of_at_most_50_characters() {
        let parse = |name: &str| TagDraft { name: name.to_owned() }.parse();
        assert_eq!(parse(" to own ").unwrap(), "to own");
        for name in ["", "  ", "a\nb", &"x".repeat(51)] {
            assert!(parse(name).unwrap_err().of("name").is_some(), "{name:?}");
        }
    }
}
