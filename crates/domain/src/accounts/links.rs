//! One-time links: what an admin hands to somebody who has no password yet, or lost it.
//!
//! The link's token stands in its fragment, which browsers send to no server; the page takes it
//! from there and sends it in a body.

use crate::field_errors::FieldErrors;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds for which a link works: 24 hours.
pub const LIFETIME: i64 = 24 * 3600;
/// The most characters of a token that are looked at: none is longer.
const MAX_TOKEN: usize = 200;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Making an account.
    Invite,
    /// Choosing another password.
    PasswordReset,
}

impl LinkKind {
    /// The kind's name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::PasswordReset => "password_reset",
        }
    }

    /// The link's address on a server's page.
    pub fn url(self, origin: &str, token: &str) -> String {
        let page = match self {
            Self::Invite => "invite",
            Self::PasswordReset => "reset",
        };
        format!("{}/{page}#{token}", origin.trim_end_matches('/'))
    }
}

/// The token of a one-time link.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LinkDraft {
    /// The part of the link after `#`.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub token: String,
}

impl LinkDraft {
    /// Checks that it is there; gives the token.
    ///
    /// # Errors
    /// The field, when it is missing or no token at all.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = check_token(&mut errors, &self.token);
        errors.into_result(token)
    }
}

/// A link that still works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkInfo {
    /// What it is for.
    pub kind: LinkKind,
    /// Whose password it is for; null for an invite.
    pub username: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

pub(crate) fn check_token(errors: &mut FieldErrors, token: &str) -> String {
    text::line(errors, "token", token, MAX_TOKEN)
}
