//! TMDB, the second source of what is known of films, as admins set it.

use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where people get a token.
pub const TMDB_TOKENS: &str = "https://www.themoviedb.org/settings/api";
/// What TMDB wants to be said where its data is used.
pub const TMDB_ATTRIBUTION: &str = "This product uses the TMDB API but is not endorsed or certified by TMDB.";
/// The most characters of a token.
const MAX_TOKEN: usize = 1000;

/// Where the token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenSource {
    /// The operator of the server gave it; admins can't change it here.
    Option,
    /// An admin entered it.
    Settings,
}

/// Whether TMDB is asked, and what is still to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TmdbInfo {
    /// Where the token comes from; null when there is none, and TMDB isn’t asked.
    pub token_source: Option<TokenSource>,
    /// How many films are yet to be looked up.
    pub waiting_count: i64,
}

/// A token as an admin enters it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TmdbTokenDraft {
    /// The API read access token of an account at TMDB. It is never shown again.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 1000))]
    pub token: String,
}

impl fmt::Debug for TmdbTokenDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TmdbTokenDraft").finish_non_exhaustive()
    }
}

impl TmdbTokenDraft {
    /// Checks that it can be a token.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let token = self.token.trim().to_owned();
        if token.is_empty() {
            errors.add("token", "required", "Enter the API read access token.");
        } else if !is_token(&token) {
            errors.add(
                "token",
                "malformed",
                "This isn’t a token. Copy the API read access token as it stands at TMDB.",
            );
        }
        errors.into_result(token)
    }
}

/// Whether a text can be a token: one that fits into a header.
pub fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word() {
        let parse = |token: &str| TmdbTokenDraft { token: token.to_owned() }.parse();
        assert_eq!(parse(" eyJhbGciOi.J9-_ \n").unwrap(), "eyJhbGciOi.J9-_");
        for token in ["", "  ", "two words", "a\nb", "é", &"x".repeat(1001)] {
            assert!(parse(token).unwrap_err().of("token").is_some(), "{token}");
        }
    }

    #[test]
    fn a_draft_does_not_show_its_token() {
        let draft = TmdbTokenDraft { token: "secret".to_owned() };
        assert!(!format!("{draft:?}").contains("secret"));
    }
}
