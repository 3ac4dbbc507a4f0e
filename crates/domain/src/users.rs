//! Accounts: usernames, passwords, roles.

mod managed;

pub use managed::{UserInfo, UserPatch, UsersQuery};

use crate::ids::UserId;
use crate::problems::FieldErrors;
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters a username has.
pub const MAX_USERNAME: usize = 64;
/// The fewest characters (Unicode scalar values, after NFC) a password has.
pub const MIN_PASSWORD: usize = 8;
/// The most characters a password has.
pub const MAX_PASSWORD: usize = 128;

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
    /// The name it signs in with.
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
}

/// Whether the first account is still to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// True until there is an account.
    pub required: bool,
}

/// The first account, as typed.
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

/// Another password for oneself, as typed.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordDraft {
    /// The password so far; left out by an account that has none.
    pub current_password: String,
    /// 8 to 128 characters, not one of the most common passwords.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub new_password: String,
    /// Whether the API tokens of the account are revoked as well; true when left out.
    pub revoke_tokens: bool,
}

impl Default for PasswordDraft {
    fn default() -> Self {
        Self { current_password: String::new(), new_password: String::new(), revoke_tokens: true }
    }
}

impl PasswordDraft {
    /// Checks the rules; gives the current and the new password, normalised.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self, username: &str, has_password: bool) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        if has_password && self.current_password.is_empty() {
            errors.add("current_password", "required", "The current password is missing.");
        }
        let new = check_password(&mut errors, "new_password", username, &self.new_password);
        errors.into_result((normalize_password(&self.current_password), new))
    }
}

/// The password once more, for what can't be undone or opens another way in.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProofDraft {
    /// The account's password; left out by an account that has none.
    pub password: String,
}

impl ProofDraft {
    /// Checks that it is there if the account has one; gives it normalised.
    ///
    /// # Errors
    /// The field, when it is missing.
    pub fn parse(&self, has_password: bool) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        if has_password && self.password.is_empty() {
            errors.add("password", "required", "Password is missing.");
        }
        errors.into_result(normalize_password(&self.password))
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
        let username = text::line(errors, "username", &text::compose(username), MAX_USERNAME);
        if username.chars().any(char::is_whitespace) {
            errors.add("username", "whitespace", "Username can't have spaces.");
        }
        Self { password: check_password(errors, "password", &username, password), username }
    }
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

/// A password as it is hashed and verified: in NFC, so that the keyboard it was typed on does not
/// matter.
pub fn normalize_password(password: &str) -> String {
    text::compose(password)
}

pub(crate) fn check_password(errors: &mut FieldErrors, field: &str, username: &str, password: &str) -> String {
    let password = normalize_password(password);
    let length = password.chars().count();
    if length == 0 {
        errors.add(field, "required", format!("{} is missing.", text::label(field)));
    } else if length < MIN_PASSWORD {
        errors.add(field, "too_short", format!("A password needs at least {MIN_PASSWORD} characters."));
    } else if length > MAX_PASSWORD {
        errors.add(field, "too_long", format!("A password can have at most {MAX_PASSWORD} characters."));
    } else if is_common(&password) {
        errors.add(field, "too_common", "This password is one of the first that are tried; take another.");
    } else if contains_name(&password, username) {
        errors.add(field, "too_common", "The password can't contain the username.");
    }
    password
}

/// Whether a password is among those that are tried first.
fn is_common(password: &str) -> bool {
    let folded = text::fold(password);
    let mut chars = folded.chars();
    let first = chars.next();
    chars.all(|c| Some(c) == first)
        || COMMON_PASSWORDS.split_whitespace().any(|common| common == folded)
        || is_listed(password)
        || is_listed(&folded)
}

/// Whether a password is among the hundred thousand most common ones. The page leaves that to the server: the list
/// is larger than the page.
#[cfg(target_family = "wasm")]
fn is_listed(_: &str) -> bool {
    false
}

/// Whether a password is among the hundred thousand most common ones.
#[cfg(not(target_family = "wasm"))]
fn is_listed(password: &str) -> bool {
    passwords::analyzer::is_common_password(password)
}

/// Whether a password has the username in it. A name of one or two letters is in too many.
fn contains_name(password: &str, username: &str) -> bool {
    let (password, name) = (fold_username(password), fold_username(username));
    password == name || name.chars().count() >= 3 && password.contains(&name)
}

/// Passwords of eight characters and more that lists of leaked ones are full of, folded.
const COMMON_PASSWORDS: &str = "
    12345678 123456789 1234567890 0123456789 9876543210 987654321 87654321 12341234 123123123
    11223344 1122334455 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 zaq12wsx qwertyui qwertyuiop
    qwerty123 qwerty12 qwerty1234 qwertz123 azertyuiop asdfghjkl asdf1234 asdfasdf zxcvbnm1 abcd1234
    abcdefgh abcdefghi a1b2c3d4 abc12345 abc123456 password passw0rd p@ssw0rd p@ssword password1
    password12 password123 password1234 mypassword passwort passwort1 motdepasse contrasena senha123
    iloveyou iloveyou1 iloveyou2 sunshine sunshine1 princess princess1 football football1 baseball
    baseball1 basketball superman superman1 batman123 starwars starwars1 pokemon123 jennifer michelle
    michael1 charlie1 jessica1 trustno1 whatever welcome1 welcome123 letmein1 letmein123 changeme
    changeme1 changeme123 admin123 admin1234 administrator root1234 test1234 testtest computer
    internet samsung1 liverpool liverpool1 chelsea1 arsenal1 barcelona juventus manchester corvette
    mercedes ferrari1 mustang1 midnight november december september samantha victoria alexander
    elizabeth danielle anthony1 jordan23 babygirl babygirl1 lovelove loveyou1 butterfly chocolate
    cocacola dolphins elephant fuckyou1 godzilla hello123 helloworld incorrect master123 matrix123
    secret123 security shadow123 spiderman spongebob summer2024 summer2025 summer2026 winter2025
    winter2026 google123 facebook linkedin dragon123 monkey123 killer123 hunter22 zxcvbnm123 movies123
    movietracker movietracker1
";

#[cfg(test)]
mod tests;
