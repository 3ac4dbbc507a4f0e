//! What handlers take out of a request, each with its own clear refusal.

use crate::error::{ApiError, Result};
use crate::request::body_limit::BodyLimit;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use domain::drafts::{read_draft, read_patch};
use domain::field_errors::FieldErrors;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::queries::{Kind, ListQuery, NoQuery};
use headers::{ETag, Header, HeaderMapExt};
use http::header::{CONTENT_TYPE, HeaderMap};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// The most parameters of a query: no call has so many.
const MAX_PARAMETERS: usize = 100;

/// The body of a request: a JSON object, not yet checked.
pub struct Json(Bytes);

impl<S: Sync> FromRequest<S> for Json {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            let detail = "Send the body as JSON, with Content-Type: application/json.";
            return Err(ApiError::new(ProblemKind::UnsupportedMediaType, detail));
        }
        // It is in memory already, and within its bound: `bodies.rs` has read it.
        let body = to_bytes(body, BodyLimit::of(&parts.extensions).0).await;
        body.map(Self).map_err(|_| ApiError::new(ProblemKind::MalformedRequest, "The body is incomplete."))
    }
}

impl Json {
    /// Reads the body as a draft and checks it; all fields at fault are reported together.
    ///
    /// # Errors
    /// [`ProblemKind::MalformedRequest`] or [`ProblemKind::ValidationFailed`].
    pub fn parse<D: DeserializeOwned + Default, T>(
        &self,
        parse: impl FnOnce(&D) -> Result<T, FieldErrors>,
    ) -> Result<T> {
        let (draft, errors) = read_draft::<D>(&self.0)?;
        checked(&draft, errors, parse)
    }

    /// Reads the body as a merge patch (RFC 7396): the members given replace those of `before`, and
    /// null clears. The outcome is then read and checked as in [`Json::parse`].
    ///
    /// # Errors
    /// As [`Json::parse`].
    pub fn patch<D: DeserializeOwned + Default + serde::Serialize, T>(
        &self,
        before: &D,
        parse: impl FnOnce(&D) -> Result<T, FieldErrors>,
    ) -> Result<T> {
        let (draft, errors) = read_patch(&self.0, before)?;
        checked(&draft, errors, parse)
    }

    /// A digest of the body, to tell a repeated request from another one.
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

fn checked<D, T>(draft: &D, mut errors: FieldErrors, parse: impl FnOnce(&D) -> Result<T, FieldErrors>) -> Result<T> {
    match parse(draft) {
        Ok(value) => Ok(errors.into_result(value)?),
        Err(more) => {
            errors.extend(more);
            Err(errors.into())
        }
    }
}

/// Whether a body is said to be JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "application/merge-patch+json"
}

/// The id in a path. One that is not an id names nothing: 404.
pub struct Id<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let id = params.iter().find(|(name, _)| *name == "id").and_then(|(_, value)| value.parse().ok());
        id.map(Self).ok_or_else(ApiError::not_found)
    }
}

/// The names and values of the query; no name is there twice.
pub struct Query(pub Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let pairs = pairs_of(parts)?;
        Ok(repeated(&pairs, |_| false).into_result(Self(pairs))?)
    }
}

/// The names and values of a query.
fn pairs_of(parts: &Parts) -> Result<Vec<(String, String)>> {
    let query = parts.uri.query().unwrap_or_default();
    let pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).take(MAX_PARAMETERS + 1).collect();
    if pairs.len() > MAX_PARAMETERS {
        let detail = format!("A query can have at most {MAX_PARAMETERS} parameters.");
        return Err(ApiError::new(ProblemKind::MalformedRequest, detail));
    }
    pairs.into_iter().map(decode_pair).collect()
}

/// The faults of names that are there twice and may not be.
fn repeated(pairs: &[(String, String)], may_be: impl Fn(&str) -> bool) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (index, (name, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(other, _)| other == name) && !may_be(name) {
            errors.add(name, "repeated", "Give it only once.");
        }
    }
    errors
}

fn decode_pair(pair: &str) -> Result<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned);
        decoded.map_err(|_| spaced)
    };
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = decode(name).unwrap_or_else(|raw| raw.chars().take(60).collect());
    let value = decode(value).map_err(|_| ApiError::field(&name, "malformed", "This is not UTF-8."))?;
    Ok((name, value))
}

/// What is asked for, where that comes in one piece.
pub struct Asked<Q>(pub Q);

impl<Q: ListQuery, S: Sync> FromRequestParts<S> for Asked<Q> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let (query, errors) = Q::parse_with(&pairs_for::<Q>(parts)?, |_, _, _| false);
        Ok(Self(errors.into_result(query)?))
    }
}

/// The names and values for a query; only a parameter that takes several values is there twice.
fn pairs_for<Q: ListQuery>(parts: &Parts) -> Result<Vec<(String, String)>> {
    let pairs = pairs_of(parts)?;
    let takes_several = |name: &str| Q::PARAMETERS.iter().any(|it| it.name == name && it.kind == Kind::Texts);
    Ok(repeated(&pairs, takes_several).into_result(pairs)?)
}

/// What a list is asked for, and which page of it.
pub struct Listed<Q = NoQuery>(pub Q, pub PageQuery);

impl<Q: ListQuery, S: Sync> FromRequestParts<S> for Listed<Q> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let (query, page) = Q::parse(&pairs_for::<Q>(parts)?)?;
        Ok(Self(query, page))
    }
}

/// The versions that the caller is content to change (RFC 9110, section 13.1.1).
pub struct IfMatch(Option<headers::IfMatch>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        typed(&parts.headers).map(Self)
    }
}

impl IfMatch {
    /// Checks the version that is stored.
    ///
    /// # Errors
    /// [`ProblemKind::PreconditionFailed`] when the caller knows only others.
    pub fn check(&self, etag: &ETag) -> Result<()> {
        if self.0.as_ref().is_none_or(|versions| versions.precondition_passes(etag)) {
            return Ok(());
        }
        let detail = "It was changed elsewhere since you read it. Read it again, then repeat your change.";
        Err(ApiError::new(ProblemKind::PreconditionFailed, detail))
    }
}

/// The versions that the caller has already (RFC 9110, section 13.1.2).
pub struct IfNoneMatch(Option<headers::IfNoneMatch>);

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        typed(&parts.headers).map(Self)
    }
}

impl IfNoneMatch {
    /// Whether there are any.
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the caller has this version.
    pub fn knows(&self, etag: &ETag) -> bool {
        self.0.as_ref().is_some_and(|versions| !versions.precondition_passes(etag))
    }
}

/// A header, where there is one.
fn typed<H: Header>(headers: &HeaderMap) -> Result<Option<H>> {
    headers.typed_try_get().map_err(|_| {
        let detail = format!("The header {} can’t be read.", H::name());
        ApiError::new(ProblemKind::MalformedRequest, detail)
    })
}
