//! Lists of films.

use crate::field_errors::FieldErrors;
use crate::ids::{ListId, MovieId};
use crate::library::watches::{MAX_LABEL, MAX_TEXT};
use crate::text;
use crate::times::Timestamp;
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// The most characters of a list's name.
pub const MAX_LIST_NAME: usize = 100;
/// The most tags of a list.
pub const MAX_LIST_TAGS: usize = 50;
/// The most lists of an account.
pub const MAX_LISTS: usize = 1_000;
/// The most films on a list.
pub const MAX_LIST_MOVIES: usize = 10_000;
/// How many films a list's cover is made of.
pub const COVER_MOVIES: usize = 5;

/// Who can read a list besides its owner, its link apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Only the owner.
    #[default]
    Private,
    /// Everyone with an account on this server.
    Members,
}

impl Visibility {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Members => "members",
        }
    }

    /// The visibility of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Private, Self::Members].into_iter().find(|visibility| visibility.as_str() == name)
    }
}

/// A list of films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct List {
    /// The list.
    pub id: ListId,
    /// Whose list it is; null for your own.
    pub owner: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// Whether the places of its films are numbered.
    pub ranked: bool,
    /// Who can read it besides the owner and those who have its link.
    pub visibility: Visibility,
    /// The link it is shared by; null when there is none, and for lists of others.
    pub link: Option<ListLink>,
    /// Tags of the list itself; empty for lists of others.
    pub tags: Vec<String>,
    /// How many films it has, those in the trash left out.
    pub movie_count: u64,
    /// How many of them the owner has watched; null for lists of others.
    pub watched_count: Option<u64>,
    /// Its first films, at most 5.
    pub cover: Vec<CoverMovie>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it, its films or their order were changed last.
    pub updated_at: Timestamp,
    /// Grows with every change of the list, its films or their order; the `ETag` is this number in quotes.
    pub version: i64,
}

impl Versioned for List {
    fn version(&self) -> i64 {
        self.version
    }
}

/// The link that a list is shared by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListLink {
    /// What stands behind the server's address: `/shared/` and a token that can't be guessed.
    pub path: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A film of a list's cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverMovie {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// Its poster.
    pub poster_url: Option<String>,
}

/// A list as everyone sees it who has its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedList {
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// Whether the places of its films are numbered.
    pub ranked: bool,
    /// How many films it has.
    pub movie_count: u64,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A list to make, or what it becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListDraft {
    /// 1 to 100 characters, on one line.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub name: String,
    /// Markdown of up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub description: Option<String>,
    /// Whether the places of its films are numbered.
    pub ranked: bool,
    /// Who can read it besides the owner and those who have its link.
    pub visibility: Visibility,
    /// At most 50 tags of 1 to 50 characters; repeats in any spelling are left out, empty ones are refused.
    pub tags: Vec<String>,
}

/// What is known of a list, all rules kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFields {
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// Whether the places of its films are numbered.
    pub ranked: bool,
    /// Who can read it.
    pub visibility: Visibility,
    /// Its tags.
    pub tags: Vec<String>,
}

impl ListDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<ListFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fields = ListFields {
            name: text::line(&mut errors, "name", &self.name, MAX_LIST_NAME),
            description: text::optional_text(&mut errors, "description", self.description.as_deref(), MAX_TEXT),
            ranked: self.ranked,
            visibility: self.visibility,
            tags: text::names(&mut errors, "tags", &self.tags, MAX_LIST_TAGS, MAX_LABEL),
        };
        errors.into_result(fields)
    }
}

/// The draft that changes nothing: what an edit starts from.
impl From<&List> for ListDraft {
    fn from(list: &List) -> Self {
        Self {
            name: list.name.clone(),
            description: list.description.clone(),
            ranked: list.ranked,
            visibility: list.visibility,
            tags: list.tags.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_at_fault_is_named() {
        let draft = ListDraft {
            name: "x".repeat(101),
            description: Some("x".repeat(10_001)),
            tags: vec![String::new()],
            ..ListDraft::default()
        };
        let faults = draft.parse().unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name", "description", "tags[0]"]);
        assert!(ListDraft::default().parse().unwrap_err().of("name").is_some());
    }

    #[test]
    fn a_list_is_private_unless_it_says_otherwise() {
        let fields = ListDraft { name: " Best of 1999 ".to_owned(), ..ListDraft::default() }.parse().unwrap();
        assert_eq!((fields.name.as_str(), fields.visibility), ("Best of 1999", Visibility::Private));
        assert_eq!(Visibility::from_name("members"), Some(Visibility::Members));
        assert_eq!(Visibility::from_name("everyone"), None);
    }
}
