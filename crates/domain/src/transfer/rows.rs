//! The rows of an import.

use crate::field_errors::FieldErrors;
use crate::ids::MovieId;
use crate::library::ratings::Rating;
use crate::library::watch_dates::WatchDate;
use crate::transfer::imports::Remark;
use serde::{Deserialize, Serialize};

/// The most rows that are changed by their numbers at once.
pub const MAX_NUMBERS: usize = 1000;

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// It adds something to the library.
    Ready,
    /// All it says is in the library already.
    AlreadyThere,
    /// An earlier row says the same.
    Repeated,
    /// Somebody should look at it first. It isn't taken unless somebody takes it.
    NeedsLook,
    /// It is about something else than a film, or about something that was deleted.
    LeftOut,
    /// It can't be read.
    Refused,
}

impl RowState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Ready, Self::AlreadyThere, Self::Repeated, Self::NeedsLook, Self::LeftOut, Self::Refused];

    /// The name in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::AlreadyThere => "already_there",
            Self::Repeated => "repeated",
            Self::NeedsLook => "needs_look",
            Self::LeftOut => "left_out",
            Self::Refused => "refused",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A row of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Its number in the import, from 1 on.
    pub number: u64,
    /// The file that it stands in.
    pub file: String,
    /// Its line there, or its number among the items of the file; from 1 on.
    pub line: u64,
    /// How it names itself.
    pub label: String,
    /// What it would do.
    pub state: RowState,
    /// Whether it is taken when the import is applied.
    pub taken: bool,
    /// Why it isn't ready, and what was left out or changed in it.
    pub remarks: Vec<Remark>,
    /// What it says of a film; null for a row that was left out or refused.
    pub says: Option<RowContent>,
    /// The film of the library that it means; null when it adds one.
    pub movie: Option<MatchedMovie>,
    /// Films of the library that it could mean: at most 10.
    pub candidates: Vec<MatchedMovie>,
}

/// What a row says of a film.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowContent {
    /// The film's title.
    pub title: String,
    /// The year it came out.
    pub year: Option<i16>,
    /// Who directed it, as the file or the catalogue says.
    #[serde(default)]
    pub directors: Vec<String>,
    /// Its watches: each a day, a month or a year, or null for an unknown date.
    pub watched_on: Vec<Option<WatchDate>>,
    /// Whether it has been watched.
    pub seen: bool,
    /// Its rating, or that of its watch.
    pub rating: Option<Rating>,
    /// Whether it is liked.
    pub liked: bool,
    /// Whether it is on the watchlist.
    pub on_watchlist: bool,
    /// Whether there is a comment, or there are notes.
    pub has_text: bool,
    /// How many lists it is on.
    pub list_count: u64,
}

/// A film of the library that a row means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchedMovie {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// The year it came out.
    pub year: Option<i16>,
}

/// A change to rows of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RowsDraft {
    /// The rows: 1 to 1,000 numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Vec<u64>>,
    /// Instead of `numbers`: all rows in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<RowState>,
    /// Whether they are taken when the import is applied. Rows that were left out or refused can't be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<bool>,
    /// The film of the library that they mean, and with them all rows that name the same film. They are taken then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movie_id: Option<MovieId>,
    /// True if they mean a film that isn't in the library, and with them all rows that name the same film. They are
    /// taken then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_movie: Option<bool>,
}

/// A change to rows, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsChange {
    /// Which rows.
    pub rows: WhichRows,
    /// What is done to them.
    pub change: RowChange,
}

/// Which rows are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichRows {
    /// Those of these numbers.
    Numbers(Vec<u64>),
    /// All in this state.
    State(RowState),
}

/// What is done to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowChange {
    /// They are taken, or not.
    Take(bool),
    /// They mean this film.
    Movie(MovieId),
    /// They mean a film that isn't in the library.
    NewMovie,
}

impl RowsDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<RowsChange, FieldErrors> {
        let mut errors = FieldErrors::default();
        let rows = match (&self.numbers, self.state) {
            (Some(numbers), None) if (1..=MAX_NUMBERS).contains(&numbers.len()) => {
                Some(WhichRows::Numbers(numbers.clone()))
            }
            (None, Some(state)) => Some(WhichRows::State(state)),
            _ => {
                errors.add("numbers", "required", "Give 1 to 1,000 numbers, or a state.");
                None
            }
        };
        let new_movie = self.new_movie.unwrap_or(false);
        let change = match (self.taken, self.movie_id, new_movie) {
            (Some(taken), None, false) => Some(RowChange::Take(taken)),
            (None, Some(id), false) => Some(RowChange::Movie(id)),
            (None, None, true) => Some(RowChange::NewMovie),
            _ => {
                errors.add("taken", "required", "Give one of taken, movie_id and new_movie.");
                None
            }
        };
        match (rows, change) {
            (Some(rows), Some(change)) => Ok(RowsChange { rows, change }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_to_rows_says_which_and_what() {
        let draft = RowsDraft { numbers: Some(vec![1]), taken: Some(true), ..RowsDraft::default() };
        let change = RowsChange { rows: WhichRows::Numbers(vec![1]), change: RowChange::Take(true) };
        assert_eq!(draft.parse(), Ok(change));
        let both = RowsDraft { new_movie: Some(true), ..draft.clone() };
        assert!(both.parse().unwrap_err().of("taken").is_some());
        let many = RowsDraft { numbers: Some(vec![1; 1001]), ..draft };
        assert!(many.parse().unwrap_err().of("numbers").is_some());
    }
}
