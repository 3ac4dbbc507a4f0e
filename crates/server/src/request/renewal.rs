//! Answers that follow from what the caller has, of which they may have the newest already (RFC 9110, section 13).
//!
//! Programs may keep such an answer, and ask each time whether it is still the newest.

use crate::error::{ApiError, Result};
use crate::request::etag::not_modified;
use crate::request::extract::IfNoneMatch;
use crate::request::openapi::Describe;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::ids::UserId;
use domain::problems::ProblemKind;
use headers::{ETag, HeaderMapExt};
use http::header::{AUTHORIZATION, CACHE_CONTROL, VARY};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::library::changes::find_version;
use storage::{Error, Tx};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{self, Header, RefOr};

/// The bytes of a digest that are an `ETag`.
const DIGEST: usize = 16;

/// What is asked for, and what of it the caller has.
pub struct Renewal {
    target: String,
    known: IfNoneMatch,
}

impl<S: Sync> FromRequestParts<S> for Renewal {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let known = IfNoneMatch::from_request_parts(parts, state).await?;
        Ok(Self { target: parts.uri.to_string(), known })
    }
}

impl Renewal {
    /// What is read from films, watches and lists of this owner alone, unless the caller has the newest of it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of<T>(
        &self,
        tx: &mut Tx,
        owner: UserId,
        read: impl FnOnce(&mut Tx) -> Result<T, Error>,
    ) -> Result<Renewed<T>> {
        // First: so it is never newer than what is read behind it.
        let etag = self.etag(owner, &find_version(tx, owner)?)?;
        if self.known.knows(&etag) { Ok(Renewed::Same(etag)) } else { Ok(Renewed::Newer(Some(etag), read(tx)?)) }
    }

    /// Does as [`Renewal::of`] with what is read together with its version.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of_version<T>(
        &self,
        tx: &mut Tx,
        owner: UserId,
        read: impl FnOnce(&mut Tx) -> Result<(T, String), Error>,
    ) -> Result<Renewed<T>> {
        if self.known.is_given() {
            let etag = self.etag(owner, &find_version(tx, owner)?)?;
            if self.known.knows(&etag) {
                return Ok(Renewed::Same(etag));
            }
        }
        let (newer, version) = read(tx)?;
        Ok(Renewed::Newer(Some(self.etag(owner, &version)?), newer))
    }

    /// Weak, because it is one for all forms of compression.
    fn etag(&self, owner: UserId, version: &str) -> Result<ETag> {
        let known = [env!("CARGO_PKG_VERSION"), &owner.to_string(), version, &self.target].join("\n");
        let digest = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(known)[..DIGEST]);
        let etag = format!("W/\"{digest}\"").parse();
        etag.map_err(|_| ApiError::new(ProblemKind::Internal, "A version can’t be written."))
    }
}

impl Describe for Renewal {
    fn describe(operation: &mut Operation) {
        IfNoneMatch::describe(operation);
        let answers = &mut operation.responses.responses;
        let same = RefOr::T(openapi::Response::new("The version of If-None-Match is still the newest."));
        answers.insert("304".to_owned(), same);
        if let Some(RefOr::T(newer)) = answers.get_mut("200") {
            let mut etag = Header::default();
            etag.description = Some("Another one after each change.".to_owned());
            newer.headers.insert("ETag".to_owned(), RefOr::T(etag));
        }
    }
}

/// What was read.
pub enum Renewed<T> {
    /// The caller has it.
    Same(ETag),
    /// It, with its version where it has one.
    Newer(Option<ETag>, T),
}

impl<T: Serialize> IntoResponse for Renewed<T> {
    fn into_response(self) -> Response {
        let (mut response, etag) = match self {
            Self::Same(etag) => (not_modified(etag), None),
            Self::Newer(None, newer) => return axum::Json(newer).into_response(),
            Self::Newer(etag, newer) => (axum::Json(newer).into_response(), etag),
        };
        let headers: &mut HeaderMap = response.headers_mut();
        if let Some(etag) = etag {
            headers.typed_insert(etag);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from(AUTHORIZATION));
        response
    }
}
