//! The films of a list, in its order.

use crate::field_errors::FieldErrors;
use crate::ids::{MovieId, UndoId};
use crate::library::lists::{List, MAX_LIST_MOVIES};
use crate::library::ratings::Rating;
use crate::library::watches::MAX_TEXT;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A film on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListItem {
    /// Its place on the list, from 1.
    pub position: u64,
    /// The film.
    pub movie: ListedMovie,
    /// A note on it in this list, in Markdown.
    pub note: Option<String>,
    /// When it was added to the list.
    pub added_at: Timestamp,
}

/// The film of a list, as much as a list shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedMovie {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: Option<i16>,
    /// How long it is, in minutes.
    pub runtime_minutes: Option<i16>,
    /// Its poster.
    pub poster_url: Option<String>,
    /// Whether the owner of the list has watched it; null for everyone else.
    pub watched: Option<bool>,
    /// The owner's rating; null for everyone else.
    pub rating: Option<Rating>,
}

/// Films to put on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListItemsDraft {
    /// The films, in the order in which they go to the end of the list; those on it already stay where they are. At
    /// most 10,000.
    #[cfg_attr(feature = "openapi", schema(required, min_items = 1, max_items = 10_000))]
    pub movie_ids: Vec<MovieId>,
    /// A note on each of them: Markdown of up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub note: Option<String>,
}

/// Films to put on a list, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewListItems {
    /// The films, each once.
    pub movie_ids: Vec<MovieId>,
    /// A note on each of them.
    pub note: Option<String>,
}

impl ListItemsDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<NewListItems, FieldErrors> {
        let mut errors = FieldErrors::default();
        let note = text::optional_text(&mut errors, "note", self.note.as_deref(), MAX_TEXT);
        let mut seen = BTreeSet::new();
        let movie_ids: Vec<_> = self.movie_ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        count(&mut errors, movie_ids.len());
        errors.into_result(NewListItems { movie_ids, note })
    }
}

fn count(errors: &mut FieldErrors, movies: usize) {
    if movies == 0 {
        errors.add("movie_ids", "required", "Choose a film.");
    } else if movies > MAX_LIST_MOVIES {
        errors.add("movie_ids", "too_many", "A list holds at most 10,000 films.");
    }
}

/// What became of films that were put on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListItemsAdded {
    /// How many were added: those that were not on it before.
    pub added: u64,
    /// The list as it is now.
    pub list: List,
}

/// A film that was taken off a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListItemRemoved {
    /// What `POST /api/undo` takes to take it back, once and within 24 hours.
    pub undo: UndoId,
    /// The list as it is now.
    pub list: List,
}

/// All films of a list in another order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListOrderDraft {
    /// Every film of the list, once, in the new order.
    #[cfg_attr(feature = "openapi", schema(required, max_items = 10_000))]
    pub movie_ids: Vec<MovieId>,
}

impl ListOrderDraft {
    /// Checks that no film is there twice.
    ///
    /// # Errors
    /// When one is, or there are too many.
    pub fn parse(&self) -> Result<Vec<MovieId>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut seen = BTreeSet::new();
        if self.movie_ids.len() > MAX_LIST_MOVIES {
            errors.add("movie_ids", "too_many", "A list holds at most 10,000 films.");
        } else if !self.movie_ids.iter().all(|id| seen.insert(*id)) {
            errors.add("movie_ids", "repeated", "Name every film only once.");
        }
        errors.into_result(self.movie_ids.clone())
    }
}

/// What can be changed of a film on a list: a merge patch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListItemDraft {
    /// A note on the film in this list: Markdown of up to 10,000 characters. Null clears it.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub note: Option<String>,
    /// Moves the film to this place, from 1; beyond the last one means the end.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10_000))]
    pub position: Option<u32>,
    /// Moves the film behind this one of the same list.
    pub after: Option<MovieId>,
}

/// What becomes of a film on a list, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItemFields {
    /// The note on it.
    pub note: Option<String>,
    /// Where it goes, if it moves.
    pub place: Option<Place>,
}

/// A place on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The place of this number, from 1.
    At(u32),
    /// The one behind this film.
    After(MovieId),
}

impl ListItemDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<ListItemFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let note = text::optional_text(&mut errors, "note", self.note.as_deref(), MAX_TEXT);
        let place = match (self.position, self.after) {
            (Some(_), Some(_)) => {
                errors.add("after", "one_of", "Give either position or after.");
                None
            }
            (Some(0), None) => {
                errors.add("position", "out_of_range", "Places count from 1.");
                None
            }
            (Some(position), None) => Some(Place::At(position)),
            (None, after) => after.map(Place::After),
        };
        errors.into_result(ListItemFields { note, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> MovieId {
        MovieId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn a_film_is_put_on_a_list_once() {
        let draft = ListItemsDraft { movie_ids: vec![id(2), id(1), id(2)], note: Some(" ".to_owned()) };
        assert_eq!(draft.parse().unwrap(), NewListItems { movie_ids: vec![id(2), id(1)], note: None });
        assert!(ListItemsDraft::default().parse().unwrap_err().of("movie_ids").is_some());
        let many = ListItemsDraft { movie_ids: (0..10_001).map(id).collect(), note: None };
        assert!(many.parse().unwrap_err().of("movie_ids").is_some());
    }

    #[test]
    fn an_order_names_every_film_once() {
        assert_eq!(ListOrderDraft { movie_ids: vec![id(2), id(1)] }.parse().unwrap(), [id(2), id(1)]);
        assert!(ListOrderDraft { movie_ids: vec![id(1), id(1)] }.parse().unwrap_err().of("movie_ids").is_some());
    }

    #[test]
    fn a_film_moves_to_one_place() {
        let draft = |position, after| ListItemDraft { note: None, position, after };
        assert_eq!(draft(Some(3), None).parse().unwrap().place, Some(Place::At(3)));
        assert_eq!(draft(None, Some(id(1))).parse().unwrap().place, Some(Place::After(id(1))));
        assert_eq!(draft(None, None).parse().unwrap().place, None);
        assert!(draft(Some(1), Some(id(1))).parse().unwrap_err().of("after").is_some());
        assert!(draft(Some(0), None).parse().unwrap_err().of("position").is_some());
    }
}
