//! Making an account for oneself: by an invite, or without one where anyone may.

use crate::accounts::links::check_token;
use crate::accounts::users::NewUser;
use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};

/// An account to create for yourself.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RegistrationDraft {
    /// The part of an invite’s link after `#`; null without an invite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// 1 to 64 characters without spaces.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub username: String,
    /// 8 to 128 characters, not one of the most common passwords.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub password: String,
}

/// An account for oneself, all rules kept.
pub struct NewRegistration {
    /// The token of an invite.
    pub token: Option<String>,
    /// The account.
    pub user: NewUser,
}

impl RegistrationDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<NewRegistration, FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = self.token.as_deref().map(|token| check_token(&mut errors, token));
        let user = NewUser::check(&mut errors, &self.username, &self.password);
        errors.into_result(NewRegistration { token, user })
    }
}
