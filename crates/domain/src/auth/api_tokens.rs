//! API tokens: what programs use the API with, instead of a password.

use crate::auth::passwords::normalize_password;
use crate::field_errors::FieldErrors;
use crate::ids::ApiTokenId;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// What every API token begins with, so that people and scanners for leaked secrets know one.
pub const PREFIX: &str = "mt_";
/// The most characters of a token's name.
pub const MAX_NAME: usize = 100;
/// The most days that a token works.
pub const MAX_DAYS: u16 = 366;
/// The most tokens of one account.
pub const MAX_TOKENS: usize = 50;

/// What an API token may do. Neither may manage accounts or tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reads films and watches.
    #[default]
    Read,
    /// Reads and changes them.
    Write,
}

impl Scope {
    /// The scope's name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// The scope of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Read, Self::Write].into_iter().find(|scope| scope.as_str() == name)
    }
}

/// An API token to create.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ApiTokenDraft {
    /// What it is for: 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Days until it expires: 1 to 366.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366))]
    pub expires_in_days: u16,
    /// The account's password; not needed within ten minutes of signing in.
    pub password: String,
}

impl Default for ApiTokenDraft {
    fn default() -> Self {
        Self { name: String::new(), scope: Scope::default(), expires_in_days: 90, password: String::new() }
    }
}

/// An API token to be made, all rules kept.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Days until it expires.
    pub expires_in_days: u16,
}

impl ApiTokenDraft {
    /// The password, normalised; empty when none was given.
    pub fn password(&self) -> String {
        normalize_password(&self.password)
    }

    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<NewApiToken, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = text::line(&mut errors, "name", &self.name, MAX_NAME);
        if !(1..=MAX_DAYS).contains(&self.expires_in_days) {
            errors.add("expires_in_days", "out_of_range", format!("A token works for 1 to {MAX_DAYS} days."));
        }
        errors.into_result(NewApiToken { name, scope: self.scope, expires_in_days: self.expires_in_days })
    }
}

/// An API token, as its account sees it afterwards: without the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiTokenInfo {
    /// The token’s id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute; null if never.
    pub last_used_at: Option<Timestamp>,
}

/// The API tokens of an account, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiTokens {
    /// The tokens; expired ones are listed for 30 more days.
    pub items: Vec<ApiTokenInfo>,
}

/// A new API token. This is the only time that it is shown.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiToken {
    /// Send it with each request as `Authorization: Bearer mt_…`.
    pub token: String,
    /// The token as it is listed.
    pub info: ApiTokenInfo,
}
