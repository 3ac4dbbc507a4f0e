//! Signing in.

use crate::problems::FieldErrors;
use serde::{Deserialize, Serialize};

/// What somebody signs in with, as typed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LoginDraft {
    /// The account's name, in any spelling.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub username: String,
    /// The account's password.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub password: String,
}

impl LoginDraft {
    /// Checks that both fields are there. Nothing more: what a password may be is for the day it
    /// is chosen.
    ///
    /// # Errors
    /// Every field that is missing.
    pub fn parse(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.username.trim().is_empty() {
            errors.add("username", "required", "Username is missing.");
        }
        if self.password.is_empty() {
            errors.add("password", "required", "Password is missing.");
        }
        errors.into_result(())
    }
}

/// An access token, as RFC 6750 has it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessToken {
    /// The token: goes with each request as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it expires.
    pub expires_in: u32,
}
