//! Where a person’s MediaTracker is, which has no file to export.

use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};

/// The most characters of its address.
const MAX_ADDRESS: usize = 2000;
/// The most characters of a token.
const MAX_TOKEN: usize = 1000;

/// A person’s MediaTracker, and what lets a server read what they keep there.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MediaTrackerDraft {
    /// Its address, `https://…` or `http://…`, up to 2,000 characters. It must be public, unless the operator of this
    /// server allows addresses of their own network.
    #[cfg_attr(feature = "openapi", schema(required, max_length = 2000))]
    pub address: String,
    /// An application token of the person there. It is used for this import and never kept.
    #[cfg_attr(feature = "openapi", schema(required, max_length = 1000))]
    pub token: String,
    /// As in `POST /api/imports`.
    pub time_zone: Option<String>,
}

impl MediaTrackerDraft {
    /// Checks the rules; gives the address without a slash at its end, and the token.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let (address, token) = (self.address.trim().trim_end_matches('/'), self.token.trim());
        let start = address.get(..8).unwrap_or_default().to_ascii_lowercase();
        if address.is_empty() {
            errors.add("address", "required", "Enter the address of your MediaTracker.");
        } else if address.chars().count() > MAX_ADDRESS {
            errors.add("address", "too_long", "An address can have at most 2,000 characters.");
        } else if !(start == "https://" || start.starts_with("http://"))
            || address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '?' || c == '#')
        {
            errors.add(
                "address",
                "malformed",
                "Enter the full address, such as https://media.example.org, without ? or #.",
            );
        }
        if token.is_empty() {
            errors.add("token", "required", "Enter an application token.");
        } else if token.chars().count() > MAX_TOKEN {
            errors.add("token", "too_long", "A token can have at most 1,000 characters.");
        } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            errors.add("token", "malformed", "This isn’t a token. Copy it as MediaTracker shows it.");
        }
        errors.into_result((address.to_owned(), token.to_owned()))
    }
}
