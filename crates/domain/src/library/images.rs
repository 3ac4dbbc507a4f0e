//! The pictures of films: posters and backdrops.
//!
//! Each is kept in two sizes. The address of one in a film is that of the large one; with [`SMALL`] behind it, it is
//! that of the small one.

use crate::field_errors::FieldErrors;
use crate::ids::UndoId;
use crate::library::movies::Movie;
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// The most bytes of a picture that is sent or fetched: 10 MiB.
pub const MAX_IMAGE_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels of a picture.
pub const MAX_IMAGE_PIXELS: u64 = 25_000_000;
/// The most characters of an address that a picture is fetched from.
pub const MAX_IMAGE_URL: usize = 2000;
/// Where pictures are, before their names.
const FOLDER: &str = "/images/";
/// What the address of the small size has behind that of the large one.
pub const SMALL: &str = "?size=small";

/// Which picture of a film it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageKind {
    /// The poster, mostly upright.
    Poster,
    /// The picture behind the head of the film's page, mostly wide.
    Backdrop,
}

impl ImageKind {
    /// Its name, in addresses and for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Poster => "poster",
            Self::Backdrop => "backdrop",
        }
    }
}

/// The address of the picture of this name.
pub fn url_of(name: &str) -> String {
    format!("{FOLDER}{name}")
}

/// The address of the picture of a film that may have none.
pub fn image_url(name: Option<String>) -> Option<String> {
    name.map(|name| url_of(&name))
}

/// The name of the picture at this address.
pub fn name_of(url: &str) -> &str {
    url.strip_prefix(FOLDER).unwrap_or(url)
}

/// The address of a picture to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ImageDraft {
    /// The picture's own address, `https://…` or `http://…`, up to 2,000 characters. It must be public: the server
    /// fetches nothing from private networks.
    #[cfg_attr(feature = "openapi", schema(required, max_length = 2000))]
    pub url: String,
}

impl ImageDraft {
    /// Checks that it is an address of the web.
    ///
    /// # Errors
    /// When it isn't.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let url = self.url.trim();
        let start = url.get(..8).unwrap_or_default().to_ascii_lowercase();
        if url.is_empty() {
            errors.add("url", "required", "Enter the picture’s address.");
        } else if url.chars().count() > MAX_IMAGE_URL {
            errors.add("url", "too_long", "An address can have at most 2,000 characters.");
        } else if !(start == "https://" || start.starts_with("http://"))
            || url.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            errors.add("url", "malformed", "Enter a whole address, as in https://example.org/poster.jpg.");
        }
        errors.into_result(url.to_owned())
    }
}

/// A film after a change that can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedMovie {
    /// The film.
    #[serde(flatten)]
    pub movie: Movie,
    /// What `POST /api/undo` takes to take the change back, once and within 24 hours.
    pub undo: UndoId,
}

impl Versioned for ChangedMovie {
    fn version(&self) -> i64 {
        self.movie.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, code: Option<&str>) {
        let parsed = ImageDraft { url: url.to_owned() }.parse();
        let found = parsed.as_ref().err().and_then(|errors| errors.iter().next().map(|error| error.code.as_str()));
        assert_eq!(found, code, "{url}");
    }

    #[test]
    fn a_picture_is_fetched_from_an_address_of_the_web() {
        check(" https://example.org/poster.jpg ", None);
        check("HTTP://example.org/poster.jpg", None);
        check("  ", Some("required"));
        check("example.org/poster.jpg", Some("malformed"));
        check("file:///etc/passwd", Some("malformed"));
        check("https://example.org/a b", Some("malformed"));
        check("https://example.org/a\u{0}b", Some("malformed"));
        check("äöüäöü", Some("malformed"));
        check(&format!("https://example.org/{}", "x".repeat(2000)), Some("too_long"));
    }
}
