//! Versions of what is answered, in the header `ETag` (RFC 9110, section 8.8.3).

use crate::error::{ApiError, Result};
use axum::response::{IntoResponse, Response};
use domain::library::movies::Movie;
use domain::problems::ProblemKind;
use headers::{ETag, HeaderMapExt};
use http::StatusCode;

/// A film’s version.
///
/// # Errors
/// Never: [`Movie::etag`] has the form that is wanted.
pub fn etag(movie: &Movie) -> Result<ETag> {
    movie.etag().parse().map_err(|_| ApiError::new(ProblemKind::Internal, "A version can’t be written."))
}

/// A film with its version.
///
/// # Errors
/// As [`etag`].
pub fn with_etag(movie: Movie) -> Result<Response> {
    let etag = etag(&movie)?;
    let mut response = axum::Json(movie).into_response();
    response.headers_mut().typed_insert(etag);
    Ok(response)
}

/// That the caller has the newest version already.
pub fn not_modified(etag: ETag) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().typed_insert(etag);
    response
}
