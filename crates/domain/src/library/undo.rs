//! Taking a change back.

use crate::field_errors::FieldErrors;
use crate::ids::UndoId;
use serde::{Deserialize, Serialize};

/// Hours for which a change can be taken back.
pub const UNDO_HOURS: i64 = 24;

/// A change that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undoable {
    /// What `POST /api/undo` takes to take it back, once and within 24 hours.
    pub undo: UndoId,
}

/// A change to take back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UndoDraft {
    /// The `undo` of the answer to the change.
    #[cfg_attr(feature = "openapi", schema(required, value_type = UndoId))]
    pub undo: Option<UndoId>,
}

impl UndoDraft {
    /// Checks that there is one.
    ///
    /// # Errors
    /// When it is missing.
    pub fn parse(&self) -> Result<UndoId, FieldErrors> {
        self.undo.ok_or_else(|| {
            let mut errors = FieldErrors::default();
            errors.add("undo", "required", "Give the undo of the answer to the change.");
            errors
        })
    }
}
