//! How large the body of a request can be.

use crate::error::ApiError;
use domain::library::images::MAX_IMAGE_BYTES;
use domain::problems::ProblemKind;
use domain::transfer::imports::MAX_IMPORT_BYTES;

/// The most bytes of a body: 1 MiB.
const MAX_BODY: usize = 1024 * 1024;

/// The most bytes that a request's body can have.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

impl Default for BodyLimit {
    fn default() -> Self {
        Self(MAX_BODY)
    }
}

impl BodyLimit {
    /// That of a picture.
    pub const PICTURE: Self = Self(MAX_IMAGE_BYTES);

    /// That of an imported file, which is never in memory as a whole.
    pub const IMPORT: Self = Self(MAX_IMPORT_BYTES);

    /// That of a backup, which is bounded by the disk alone: only who has the setup token can send one.
    pub const BACKUP: Self = Self(usize::MAX);

    /// Whether the body goes to the handler as it comes.
    pub fn is_streamed(self) -> bool {
        self.0 >= Self::IMPORT.0
    }

    /// Whether it is larger than that of other calls: such bodies are for those who signed in, and few at once.
    pub fn is_large(self) -> bool {
        self.0 > MAX_BODY
    }

    /// The limit of this request.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get().copied().unwrap_or_default()
    }

    /// What is said of a larger body.
    pub fn refusal(self) -> ApiError {
        let detail = if self.is_large() {
            format!("The file can have at most {} MB. Choose a smaller one.", self.0 / MAX_BODY)
        } else {
            format!("The body of this call can have at most {} KiB.", self.0 / 1024)
        };
        ApiError::new(ProblemKind::PayloadTooLarge, detail)
    }
}
