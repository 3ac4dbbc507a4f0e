//! Versions of what is answered, in the header `ETag` (RFC 9110, section 8.8.3).

use crate::error::{ApiError, Result};
use axum::response::{IntoResponse, Response};
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use headers::{ETag, HeaderMapExt};
use http::StatusCode;
use serde::Serialize;

/// The version of a thing.
///
/// # Errors
/// Never: [`Versioned::etag`] has the form that is wanted.
pub fn etag(thing: &impl Versioned) -> Result<ETag> {
    thing.etag().parse().map_err(|_| ApiError::new(ProblemKind::Internal, "A version can’t be written."))
}

/// A thing with its version.
///
/// # Errors
/// As [`etag`].
pub fn with_etag(thing: impl Versioned + Serialize) -> Result<Response> {
    let etag = etag(&thing)?;
    let mut response = axum::Json(thing).into_response();
    response.headers_mut().typed_insert(etag);
    Ok(response)
}

/// That the caller has the newest version already.
pub fn not_modified(etag: ETag) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().typed_insert(etag);
    response
}
