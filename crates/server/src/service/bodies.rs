//! Reading the bodies of requests: whole, in time, and within bounds of memory.

use crate::error::{ApiError, Result};
use crate::limits::Admission;
use crate::request::body_limit::BodyLimit;
use crate::request::linger::Linger;
use crate::security::callers::Caller;
use crate::state::State;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request};
use domain::problems::ProblemKind;
use http::request::Parts;
use http_body::Body as _;
use http_body_util::BodyExt;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// The bytes of a body that need no place in the memory that all bodies share, so that a small one is
/// always taken.
const SMALL_BODY: usize = 16 * 1024;
/// The longest that a whole body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest that a whole large body may take.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(2);

/// The request with its whole body in memory.
///
/// # Errors
/// [`ProblemKind::PayloadTooLarge`], [`ProblemKind::MalformedRequest`] for one that broke off or was too
/// slow, and [`ProblemKind::Unavailable`] when there is no memory for it.
pub async fn complete(request: Request, admission: &mut Admission) -> Result<Request> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let too_slow = || ApiError::new(ProblemKind::MalformedRequest, "The body took longer than 30 seconds.");
    let reserve = |length: usize| admission.reserve_body(length.saturating_sub(SMALL_BODY));
    let body = tokio::time::timeout(BODY_TIMEOUT, read(body, BodyLimit::of(&parts.extensions), reserve))
        .await
        .unwrap_or_else(|_| Err(too_slow()));
    if body.is_err()
        && let Some(linger) = parts.extensions.get::<Linger>()
    {
        // The rest is still on its way. A connection that is closed with it unread loses the answer.
        linger.ask();
    }
    Ok(Request::from_parts(parts, Body::from(body?)))
}

/// The request with its whole large body in memory, which is set aside before the first byte is read. Only those who
/// signed in can send one.
///
/// # Errors
/// Those of [`Caller`], and as [`complete`].
pub async fn complete_upload(request: Request, state: &State) -> Result<(Request, OwnedSemaphorePermit)> {
    let (mut parts, body) = request.into_parts();
    match read_upload(&mut parts, body, state).await {
        Ok((body, memory)) => Ok((Request::from_parts(parts, Body::from(body)), memory)),
        Err(error) => {
            if let Some(linger) = parts.extensions.get::<Linger>() {
                linger.ask();
            }
            Err(error)
        }
    }
}

async fn read_upload(parts: &mut Parts, body: Body, state: &State) -> Result<(Bytes, OwnedSemaphorePermit)> {
    let limit = BodyLimit::of(&parts.extensions);
    Caller::from_request_parts(parts, state).await?;
    // A body that says how long it is needs no more than that.
    let length = body.size_hint().upper().and_then(|length| usize::try_from(length).ok()).unwrap_or(limit.0);
    if length > limit.0 {
        return Err(limit.refusal());
    }
    let memory = state.limits.reserve_upload(length).await.ok_or_else(|| ApiError::unavailable(5))?;
    let read = tokio::time::timeout(UPLOAD_TIMEOUT, read(body, limit, |_| true)).await;
    let too_slow = || ApiError::new(ProblemKind::MalformedRequest, "The file took longer than two minutes.");
    Ok((read.unwrap_or_else(|_| Err(too_slow()))?, memory))
}

async fn read(mut body: Body, limit: BodyLimit, mut reserve: impl FnMut(usize) -> bool) -> Result<Bytes> {
    // A body that says how long it is, is refused before a byte of it is read.
    if body.size_hint().lower() > limit.0 as u64 {
        return Err(limit.refusal());
    }
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::new(ProblemKind::MalformedRequest, "The body is incomplete."))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = whole.len() + data.len();
        if length > limit.0 {
            return Err(limit.refusal());
        }
        if !reserve(length) {
            return Err(ApiError::unavailable(1));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.into())
}
