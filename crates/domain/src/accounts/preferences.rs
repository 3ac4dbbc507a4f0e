//! What people choose for their own account.

use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};

/// What someone has chosen for the own account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Preferences {
    /// Whether the other people of this server who share theirs can see which films both want to watch.
    pub shares_watchlist: bool,
}

impl Preferences {
    /// Checks the rules; nothing can be wrong with them.
    ///
    /// # Errors
    /// None so far.
    pub fn parse(&self) -> Result<Self, FieldErrors> {
        Ok(*self)
    }
}
