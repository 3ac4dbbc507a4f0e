//! Versions of what is answered, in the header `ETag` (RFC 9110, section 8.8.3).

use axum::response::{IntoResponse, Response};
use domain::library::movies::Movie;
use http::HeaderValue;
use http::header::{ETAG, HeaderName};

/// A film with its version.
pub fn with_etag(movie: Movie) -> Response {
    (etag(&movie), axum::Json(movie)).into_response()
}

/// A film's version alone.
pub fn etag(movie: &Movie) -> [(HeaderName, HeaderValue); 1] {
    [(ETAG, HeaderValue::from_str(&movie.etag()).unwrap_or(HeaderValue::from_static("\"0\"")))]
}
