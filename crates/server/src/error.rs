//! What a handler answers when it can't do what was asked: problem details with their headers.

use axum::response::{IntoResponse, Response};
use domain::field_errors::FieldErrors;
use domain::problems::{Problem, ProblemKind};
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

/// An answer that is an error.
#[derive(Debug)]
pub struct ApiError {
    problem: Box<Problem>,
    retry_after: Option<u32>,
}

/// What a handler gives.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

impl ApiError {
    /// A problem of this kind with words on what happened.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem::new(kind).with_detail(detail).into()
    }

    /// There is no such thing among those of the caller.
    pub fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, "It doesn’t exist or was deleted.")
    }

    /// No valid token.
    pub fn unauthenticated() -> Self {
        Self::new(ProblemKind::Unauthenticated, "The access token is missing, expired or no longer valid.")
    }

    /// Come back after so many seconds.
    pub fn unavailable(seconds: u32) -> Self {
        let detail = "The server is busy or its database isn’t responding. Try again in a moment.";
        Self { retry_after: Some(seconds), ..Self::new(ProblemKind::Unavailable, detail) }
    }

    /// An import of this account is being fetched; it may have one at a time.
    pub fn too_many_fetches_of_account() -> Self {
        let detail = "Your other import is still being fetched from MediaTracker. Wait until it’s done.";
        Self { retry_after: Some(60), ..Self::new(ProblemKind::TooManyRequests, detail) }
    }

    /// As many imports are fetched as a server fetches at once.
    pub fn too_many_fetches() -> Self {
        let detail =
            "Two imports from MediaTracker are already being fetched on this server. Try again in a few minutes.";
        Self { retry_after: Some(60), ..Self::new(ProblemKind::Unavailable, detail) }
    }

    /// Too many attempts; the next one counts after so many seconds.
    pub fn too_many(seconds: u32) -> Self {
        let wait = match seconds.div_ceil(60) {
            minutes @ ..120 => format!("{minutes} minutes"),
            minutes => format!("{} hours", minutes.div_ceil(60)),
        };
        let detail = format!("Too many attempts. Try again in {wait}.");
        Self { retry_after: Some(seconds), ..Self::new(ProblemKind::TooManyRequests, detail) }
    }

    /// Too many requests of one client are under way.
    pub fn too_many_at_once() -> Self {
        let detail = "Too many requests from your address at once. Try again in a moment.";
        Self { retry_after: Some(1), ..Self::new(ProblemKind::TooManyRequests, detail) }
    }

    /// Too many streams of one account are open.
    pub fn too_many_streams() -> Self {
        let detail =
            "Your account has too many open streams. Close one first, or ask for changes now and then instead.";
        Self { retry_after: Some(30), ..Self::new(ProblemKind::TooManyRequests, detail) }
    }

    /// Too many exports of one account are under way.
    pub fn too_many_exports() -> Self {
        let detail = "Two of your exports are still under way. Wait until one of them is complete.";
        Self { retry_after: Some(30), ..Self::new(ProblemKind::TooManyRequests, detail) }
    }

    /// Whether there is no space left for what was to be written.
    pub fn is_storage_full(&self) -> bool {
        self.problem.kind() == Some(ProblemKind::StorageFull)
    }

    /// One field needs another value.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, code, message);
        errors.into()
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.problem.fmt(f)
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), retry_after: None }
    }
}

impl From<FieldErrors> for ApiError {
    fn from(errors: FieldErrors) -> Self {
        Problem::from(errors).into()
    }
}

impl From<storage::Error> for ApiError {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::BadCursor => {
                let message = "This cursor belongs to another list. Start again without it.";
                Self::field("cursor", "malformed", message)
            }
            storage::Error::Unavailable(reason) => {
                tracing::warn!(%reason, "the database is not available");
                Self::unavailable(2)
            }
            storage::Error::Full => {
                tracing::error!("the disk is full");
                let detail =
                    "Nothing was changed. The server's disk is full; its administrator needs to free some space.";
                Self::new(ProblemKind::StorageFull, detail)
            }
            // Storage has told the log, louder than this could.
            storage::Error::FileLost(_) => {
                let detail =
                    "Nothing was changed. The server's database is gone; its administrator needs to restore it.";
                Self { retry_after: Some(60), ..Self::new(ProblemKind::Unavailable, detail) }
            }
            // Deleted elsewhere, a moment ago: the token is of nobody any more.
            storage::Error::OwnerGone => Self::unauthenticated(),
            storage::Error::LastAdmin => Self::new(ProblemKind::Conflict, error.to_string()),
            error => {
                tracing::error!(%error, "the database failed");
                Problem::new(ProblemKind::Internal).into()
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body isn't read, so the connection can't carry another request.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"movietracker\""));
        }
        response
    }
}
