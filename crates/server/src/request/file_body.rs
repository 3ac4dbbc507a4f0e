//! Bodies that are files: read as they come, and never in memory as a whole.

use crate::error::{ApiError, Result};
use crate::request::body_limit::BodyLimit;
use crate::request::linger::Linger;
use crate::request::openapi::Describe;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use domain::problems::ProblemKind;
use http_body::Body as _;
use http_body_util::BodyExt;
use std::time::Duration;

/// The longest that the next bytes of a file may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The body of a request, as it comes.
pub struct FileBody {
    body: Body,
    limit: BodyLimit,
    read: usize,
    linger: Option<Linger>,
}

impl FileBody {
    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// [`ProblemKind::PayloadTooLarge`], also at once when the request says so, and
    /// [`ProblemKind::MalformedRequest`] for a body that broke off or stood still.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.body.size_hint().lower() > (self.limit.0 - self.read) as u64 {
            return Err(self.limit.refusal());
        }
        let broke_off = |detail: &str| ApiError::new(ProblemKind::MalformedRequest, detail);
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
            let frame = frame.map_err(|_| broke_off("The upload stood still for a minute. Try again."))?;
            let Some(frame) = frame else { return Ok(None) };
            let frame = frame.map_err(|_| broke_off("The upload broke off. Try again."))?;
            let Ok(data) = frame.into_data() else { continue };
            self.read = self.read.saturating_add(data.len());
            if self.read > self.limit.0 {
                return Err(self.limit.refusal());
            }
            return Ok(Some(data));
        }
    }
}

impl Drop for FileBody {
    fn drop(&mut self) {
        // The rest is still on its way. A connection that is closed with it unread loses the answer.
        if !self.body.is_end_stream()
            && let Some(linger) = &self.linger
        {
            linger.ask();
        }
    }
}

impl<S: Sync> FromRequest<S> for FileBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let limit = BodyLimit::of(request.extensions());
        let linger = request.extensions().get().cloned();
        Ok(Self { body: request.into_body(), limit, read: 0, linger })
    }
}

impl Describe for FileBody {}
