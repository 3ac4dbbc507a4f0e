//! The body that a picture comes in.

use crate::error::{ApiError, Result};
use crate::request::body_limit::BodyLimit;
use crate::request::extract::{Json, is_json};
use crate::request::openapi::{Describe, add_problem};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use domain::problems::ProblemKind;
use http::header::CONTENT_TYPE;
use utoipa::openapi::path::Operation;

/// What comes of the body.
pub enum Upload {
    /// The picture itself, not yet looked at.
    Picture(Bytes),
    /// Where it is.
    Address(Json),
}

impl<S: Sync> FromRequest<S> for Upload {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if is_json(request.headers()) {
            return Json::from_request(request, state).await.map(Self::Address);
        }
        let (parts, body) = request.into_parts();
        let media_type = parts.headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().trim());
        let is_picture = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.starts_with("image/") || name.starts_with("application/octet-stream")
        };
        if !media_type.is_none_or(is_picture) {
            let detail = "Send the picture itself as the body, with Content-Type: image/jpeg, image/png or image/webp; or \
                          its address as JSON.";
            return Err(ApiError::new(ProblemKind::UnsupportedMediaType, detail));
        }
        // It is in memory already, and within its bound: `bodies.rs` has read it.
        let body = to_bytes(body, BodyLimit::of(&parts.extensions).0).await;
        body.map(Self::Picture).map_err(|_| ApiError::new(ProblemKind::MalformedRequest, "The body is incomplete."))
    }
}

impl Describe for Upload {
    fn describe(operation: &mut Operation) {
        Json::describe(operation);
        add_problem(operation, ProblemKind::Unavailable);
    }
}
