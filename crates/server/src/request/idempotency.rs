//! `Idempotency-Key`: a POST that is sent again, because its answer was lost, is not done again.
//!
//! The answer is stored in the transaction that does the work, for [`KEPT`] seconds.

use crate::error::{ApiError, Result};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use domain::ids::UserId;
use domain::times::Timestamp;
use http::header::{CONTENT_TYPE, ETAG, LOCATION};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::Tx;
use storage::idempotency::{StoredReply, claim_key, store_reply};

/// Seconds for which an answer is kept: 24 hours.
pub const KEPT: i64 = 24 * 3600;
const HEADER: &str = "Idempotency-Key";
const MAX_KEY: usize = 255;

/// The key that came with a request, and what the request is.
pub struct IdempotencyKey {
    key: Option<String>,
    target: String,
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let target = format!("{} {}", parts.method, parts.uri.path());
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self { key: None, target }) };
        let key = value.to_str().ok().filter(|key| (1..=MAX_KEY).contains(&key.len()));
        let message = format!("An idempotency key has 1 to {MAX_KEY} visible ASCII characters.");
        let key = key.ok_or_else(|| ApiError::field(HEADER, "malformed", message))?.to_owned();
        Ok(Self { key: Some(key), target })
    }
}

impl IdempotencyKey {
    /// Does the work, unless a request with this key did it already: then gives the answer of that
    /// time. `digest` is that of the body.
    ///
    /// # Errors
    /// [`domain::problems::ProblemKind::ValidationFailed`] when the key came with another request
    /// before; and those of the work itself.
    pub fn once(
        &self,
        tx: &mut Tx,
        (owner, digest, now): (UserId, &[u8], Timestamp),
        work: impl FnOnce(&mut Tx) -> Result<StoredReply>,
    ) -> Result<StoredReply> {
        let Some(key) = &self.key else { return work(tx) };
        let fingerprint = Sha256::digest([self.target.as_bytes(), digest].concat()).to_vec();
        match claim_key(tx, owner, key, &fingerprint, now)? {
            Some(earlier) if earlier.fingerprint == fingerprint => Ok(earlier),
            Some(_) => {
                let message = "This key came with another request before; make a new one.";
                Err(ApiError::field(HEADER, "reused", message))
            }
            None => {
                let reply = StoredReply { fingerprint, ..work(tx)? };
                store_reply(tx, owner, key, &reply)?;
                Ok(reply)
            }
        }
    }
}

/// 201 with the thing that was made, where it is, and its version.
pub fn created(body: &impl Serialize, location: String, etag: Option<String>) -> StoredReply {
    let body = serde_json::to_string(body).unwrap_or_default();
    StoredReply { fingerprint: Vec::new(), status: 201, location: Some(location), etag, body }
}

/// 200 with what became of it.
pub fn done(body: &impl Serialize) -> StoredReply {
    let body = serde_json::to_string(body).unwrap_or_default();
    StoredReply { fingerprint: Vec::new(), status: 200, location: None, etag: None, body }
}

/// The answer that a stored one stands for.
pub fn reply(stored: StoredReply) -> Response {
    let status = u16::try_from(stored.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), stored.body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in [(LOCATION, stored.location), (ETAG, stored.etag)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}
