//! Passwords: which may be chosen, and how they are given.

use crate::field_errors::FieldErrors;
use crate::text;
use serde::{Deserialize, Serialize};

/// The fewest characters (Unicode scalar values, after NFC) a password has.
pub const MIN_PASSWORD: usize = 8;
/// The most characters a password has.
pub const MAX_PASSWORD: usize = 128;

/// A new password for your account.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordDraft {
    /// The current password; left out if the account has none.
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
            errors.add("current_password", "required", "Enter your current password.");
        }
        let new = check_password(&mut errors, "new_password", username, &self.new_password);
        errors.into_result((normalize_password(&self.current_password), new))
    }
}

/// The password again, to confirm what can’t be undone or adds a way to sign in.
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
            errors.add("password", "required", "Enter your password.");
        }
        errors.into_result(normalize_password(&self.password))
    }
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
        errors.add(field, "required", text::enter(field));
    } else if length < MIN_PASSWORD {
        errors.add(field, "too_short", format!("A password needs at least {MIN_PASSWORD} characters."));
    } else if length > MAX_PASSWORD {
        errors.add(field, "too_long", format!("A password can have at most {MAX_PASSWORD} characters."));
    } else if is_common(&password) {
        errors.add(field, "too_common", "This password is too common. Choose another.");
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
    let (password, name) = (text::fold(password.trim()), text::fold(username.trim()));
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
