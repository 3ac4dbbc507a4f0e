//! Password resets: one-time links to choose another password with.

use crate::accounts::links::check_token;
use crate::auth::passwords::check_password;
use crate::field_errors::FieldErrors;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// A new password reset. This is the only time that its token is shown.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedPasswordReset {
    /// The link is `/reset#` followed by this.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A new password, chosen with a one-time link.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordResetDraft {
    /// The part of the link after `#`.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub token: String,
    /// 8 to 128 characters, not one of the most common passwords.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub password: String,
}

impl PasswordResetDraft {
    /// Checks the rules; gives the token and the password, normalised. Whose password it is can be
    /// left empty while that is not known.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self, username: &str) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = check_token(&mut errors, &self.token);
        let password = check_password(&mut errors, "password", username, &self.password);
        errors.into_result((token, password))
    }
}
