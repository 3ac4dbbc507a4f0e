//! Versions of things that can be changed at two places at once.

/// Something with a version that grows with every change.
pub trait Versioned {
    /// The version.
    fn version(&self) -> i64;

    /// The `ETag` of this version (RFC 9110, section 8.8.3): the number in quotes.
    fn etag(&self) -> String {
        format!("\"{}\"", self.version())
    }
}
