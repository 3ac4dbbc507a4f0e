//! Saved views: searches and filters of the films' list, under a name.

use crate::field_errors::FieldErrors;
use crate::ids::ViewId;
use crate::library::movies_query::MoviesQuery;
use crate::queries::ListQuery;
use crate::text;
use crate::times::Timestamp;
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// The most views of an account.
pub const MAX_VIEWS: usize = 100;
/// The most characters of a view's name.
pub const MAX_VIEW_NAME: usize = 50;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct View {
    /// The view.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// What `GET /api/movies` is asked for, as it stands behind the `?`: `genre=Drama&watched=never`.
    pub query: String,
    /// Its place among the views, from 0 on.
    pub position: i64,
    /// When it was saved first.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows with every change of its own; the `ETag` is this number in quotes.
    pub version: i64,
}

impl Versioned for View {
    fn version(&self) -> i64 {
        self.version
    }
}

/// All views of an account, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Views {
    /// The views: at most 100.
    pub items: Vec<View>,
}

/// A view to save.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ViewDraft {
    /// 1 to 50 characters on one line; no two views have the same name, in any spelling.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 50))]
    pub name: String,
    /// The parameters of `GET /api/movies`, as they stand behind the `?`. An empty text is for all films.
    pub query: String,
    /// Its place among the views, from 0 on. Null or absent puts a new view last and leaves others where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 99))]
    pub position: Option<i64>,
}

/// A view to save, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewFields {
    /// Its name.
    pub name: String,
    /// What it asks for, written as this program writes it.
    pub query: String,
    /// Its place among the views, where that was said.
    pub position: Option<usize>,
}

impl ViewDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault; those of the query begin with `query.`.
    pub fn parse(&self) -> Result<ViewFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = text::line(&mut errors, "name", &self.name, MAX_VIEW_NAME);
        let query = MoviesQuery::parse_text(&self.query, "query").unwrap_or_else(|faults| {
            errors.extend(faults);
            MoviesQuery::default()
        });
        let position = self.position.and_then(|position| usize::try_from(position).ok());
        if self.position.is_some() && position.is_none_or(|position| position >= MAX_VIEWS) {
            errors.add("position", "out_of_range", format!("Position must be 0 to {}.", MAX_VIEWS - 1));
        }
        errors.into_result(ViewFields { name, query: query.to_text(), position })
    }
}

/// The draft that changes nothing: what an edit starts from.
impl From<&View> for ViewDraft {
    fn from(view: &View) -> Self {
        Self { name: view.name.clone(), query: view.query.clone(), position: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_kept_as_it_is_written_here() {
        let draft = ViewDraft { name: " Short ".to_owned(), query: "?runtime_max=90&sort=".to_owned(), position: None };
        let fields = draft.parse().unwrap();
        assert_eq!((fields.name.as_str(), fields.query.as_str(), fields.position), ("Short", "runtime_max=90", None));
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let draft = ViewDraft { name: String::new(), query: "year=x".to_owned(), position: Some(100) };
        let errors = draft.parse().unwrap_err();
        let found: Vec<_> = errors.iter().map(|it| (it.field.as_str(), it.code.as_str())).collect();
        let expected = [("name", "required"), ("query.year", "out_of_range"), ("position", "out_of_range")];
        assert_eq!(found, expected);
    }
}
