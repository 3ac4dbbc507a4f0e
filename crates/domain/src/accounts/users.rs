//! Accounts: usernames, passwords, roles.

mod managed;

pub use managed::{UserInfo, UserPatch, UsersQuery};

use crate::accounts::preferences::RatingScale;
use crate::auth::passwords::check_password;
use crate::field_errors::FieldErrors;
use crate::ids::UserId;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters a username has.
pub const MAX_USERNAME: usize = 64;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May also manage accounts.
    Admin,
    /// Keeps films.
    Member,
}

impl Role {
    /// The role's name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Admin, Self::Member].into_iter().find(|role| role.as_str() == name)
    }
}

/// The signed-in account, as it sees itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it has a password; one that was made by signing in through a provider has none at first.
    pub has_password: bool,
    /// Whether it must set up two-factor authentication before it can do anything else.
    #[serde(default)]
    pub must_set_up_second_factor: bool,
    /// How the page shows ratings.
    #[serde(default)]
    pub rating_scale: RatingScale,
}

/// Whether the first account still has to be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// True until there is an account.
    pub required: bool,
}

/// What was restored from a backup in place of a first account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoredBackup {
    /// How many accounts.
    pub users: u64,
    /// How many films, those in the trash included.
    pub movies: u64,
}

/// The first account to create.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SetupDraft {
    /// The one-time token that the server printed when it started.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub token: String,
    /// 1 to 64 characters without spaces.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub username: String,
    /// 8 to 128 characters, not one of the most common passwords.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub password: String,
}

/// The first account, all rules kept.
pub struct NewSetup {
    /// The one-time token.
    pub token: String,
    /// The first account.
    pub user: NewUser,
}

/// An account to be made, all rules kept.
pub struct NewUser {
    /// The name, in NFC.
    pub username: String,
    /// The password, in NFC; never stored or logged.
    pub password: String,
}

impl SetupDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<NewSetup, FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = text::line(&mut errors, "token", &self.token, 200);
        let user = NewUser::check(&mut errors, &self.username, &self.password);
        errors.into_result(NewSetup { token, user })
    }
}

impl NewUser {
    /// Checks the rules for a username and a password.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(username: &str, password: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let user = Self::check(&mut errors, username, password);
        errors.into_result(user)
    }

    pub(crate) fn check(errors: &mut FieldErrors, username: &str, password: &str) -> Self {
        let username = check_username(errors, username);
        Self { password: check_password(errors, "password", &username, password), username }
    }
}

/// A username in NFC; what is wrong with it is added to the errors.
pub fn check_username(errors: &mut FieldErrors, username: &str) -> String {
    let username = text::line(errors, "username", &text::compose(username), MAX_USERNAME);
    if username.chars().any(char::is_whitespace) {
        errors.add("username", "whitespace", "Username can’t contain spaces.");
    }
    username
}

/// A username made of what a provider calls somebody, or of their mail address; none when nothing of it
/// can stand in a name.
pub fn username_from(name: &str) -> Option<String> {
    let before_domain = || name.split('@').next().unwrap_or_default();
    let words: Vec<_> = before_domain().split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let username: String = text::compose(&words.join(".")).chars().take(MAX_USERNAME).collect();
    Some(username).filter(|username| !username.is_empty())
}

/// A username as it is compared: "Ana" and "ana" are one account.
pub fn fold_username(username: &str) -> String {
    text::fold(username.trim())
}

#[cfg(test)]
mod tests;
