//! Signing in.

use crate::auth::second_factors::{Code, RECOVERY_CODE_LENGTH};
use crate::field_errors::FieldErrors;
use crate::ids::SessionId;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// Credentials to sign in with.
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
    /// When the account has a second factor: a code of the authenticator app, or a recovery code.
    pub code: Option<String>,
}

impl LoginDraft {
    /// A name and a password, without a code.
    pub fn new(username: &str, password: &str) -> Self {
        Self { username: username.to_owned(), password: password.to_owned(), code: None }
    }

    /// Checks that name and password are there, and gives the code. Nothing more: what a password
    /// may be is for the day it is chosen.
    ///
    /// # Errors
    /// Every field that is missing, and a code that can be none.
    pub fn parse(&self) -> Result<Option<Code>, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.username.trim().is_empty() {
            errors.add("username", "required", "Enter your username.");
        }
        if self.password.is_empty() {
            errors.add("password", "required", "Enter your password.");
        }
        for (field, value) in [("username", &self.username), ("password", &self.password)] {
            if value.len() > MAX_TYPED {
                errors.add(field, "too_long", format!("{} is too long to be right.", crate::text::label(field)));
            }
        }
        let typed = self.code.as_deref().filter(|typed| !typed.trim().is_empty());
        let code = typed.and_then(Code::parse);
        if typed.is_some() && code.is_none() {
            let message = format!("A code has six digits, a recovery code {RECOVERY_CODE_LENGTH} letters and digits.");
            errors.add("code", "malformed", message);
        }
        errors.into_result(code)
    }
}

/// The most bytes of a name or a password that are looked at: none that was ever accepted is longer.
const MAX_TYPED: usize = 1024;

/// The ways to sign in that the login page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginOptions {
    /// Whether anyone may make an account.
    pub registration_open: bool,
    /// The name of the OpenID provider to sign in through, when there is one.
    pub provider: Option<String>,
    /// Whether passwords are accepted; otherwise only the provider and passkeys are.
    #[serde(default = "yes")]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub password_login: bool,
}

fn yes() -> bool {
    true
}

/// The most bytes of a page's address that is come back to.
const MAX_PAGE: usize = 2000;

/// Whether an address is a path of this server, that one can be sent back to after signing in.
pub fn is_own_page(url: &str) -> bool {
    // Browsers drop tabs and line ends and take a backslash for a slash, so that `/\t/host` and `/\host`
    // would leave the origin just as `//host` does.
    let odd = url.chars().any(|c| c.is_control() || c == '\\');
    url.starts_with('/') && !url.starts_with("//") && !odd && url.len() <= MAX_PAGE
}

/// An access token, as RFC 6750 has it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessToken {
    /// The token. Send it with each request as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it expires.
    pub expires_in: u32,
}

/// A signed-in browser or program, as its account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// The session.
    pub id: SessionId,
    /// The client’s user agent.
    pub client: String,
    /// The address it was last used from.
    pub address: String,
    /// When it was signed in.
    pub created_at: Timestamp,
    /// When it last renewed its access token.
    pub last_used_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether it is the session of this request.
    pub is_current: bool,
}

/// The sessions of an account, the last used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sessions {
    /// The sessions.
    pub items: Vec<SessionInfo>,
}
