//! Errors on the wire: problem details (RFC 9457).

use crate::challenges::SecondFactorChallenge;
use crate::field_errors::{FieldErrors, MAX_ERRORS};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What went wrong, as a kind that a program can match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The request could not be read at all.
    MalformedRequest,
    /// No valid token came with the request.
    Unauthenticated,
    /// The username or the password is wrong.
    InvalidCredentials,
    /// The password is right, and the account asks for more than that.
    SecondFactorRequired,
    /// The account may not do this.
    Forbidden,
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// It collides with what is stored.
    Conflict,
    /// What a cursor leads to is not kept any more.
    CursorExpired,
    /// It changed since the client read it.
    PreconditionFailed,
    /// The body is larger than allowed.
    PayloadTooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// Fields break rules; all of them are listed.
    ValidationFailed,
    /// A limit was reached; `Retry-After` says when to come back.
    TooManyRequests,
    /// A fault of the server.
    Internal,
    /// The server is busy or its database is away; `Retry-After` says when to come back.
    Unavailable,
    /// The server's disk is full.
    StorageFull,
}

/// Kind, slug, status code and title of every problem.
const KINDS: [(ProblemKind, &str, u16, &str); 17] = [
    (ProblemKind::MalformedRequest, "malformed-request", 400, "The request could not be read"),
    (ProblemKind::Unauthenticated, "unauthenticated", 401, "Sign in first"),
    (ProblemKind::InvalidCredentials, "invalid-credentials", 401, "Wrong username or password"),
    (ProblemKind::SecondFactorRequired, "second-factor-required", 401, "Two-factor authentication required"),
    (ProblemKind::Forbidden, "forbidden", 403, "Not allowed"),
    (ProblemKind::NotFound, "not-found", 404, "Not found"),
    (ProblemKind::MethodNotAllowed, "method-not-allowed", 405, "Method not allowed"),
    (ProblemKind::Conflict, "conflict", 409, "Conflict"),
    (ProblemKind::CursorExpired, "cursor-expired", 410, "This cursor has expired"),
    (ProblemKind::PreconditionFailed, "precondition-failed", 412, "Changed in the meantime"),
    (ProblemKind::PayloadTooLarge, "payload-too-large", 413, "Too large"),
    (ProblemKind::UnsupportedMediaType, "unsupported-media-type", 415, "Unsupported media type"),
    (ProblemKind::ValidationFailed, "validation-failed", 422, "Some fields aren’t valid"),
    (ProblemKind::TooManyRequests, "too-many-requests", 429, "Too many requests"),
    (ProblemKind::Internal, "internal", 500, "Something went wrong on the server"),
    (ProblemKind::Unavailable, "unavailable", 503, "Not available right now"),
    (ProblemKind::StorageFull, "storage-full", 507, "The server's disk is full"),
];

/// Path before the slug in a problem's `type`.
const PREFIX: &str = "/problems/";

impl ProblemKind {
    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0)
    }

    /// The last part of the problem's `type`.
    pub fn slug(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status code.
    pub fn status(self) -> u16 {
        self.row().2
    }

    /// A short text for people, the same for every problem of the kind.
    pub fn title(self) -> &'static str {
        self.row().3
    }

    fn row(self) -> &'static (Self, &'static str, u16, &'static str) {
        KINDS.iter().find(|row| row.0 == self).unwrap_or(&KINDS[13])
    }
}

/// Problem details: the body of every answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Says which kind of problem it is: `/problems/<slug>`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "/problems/not-found"))]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    /// What happened this time, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Every field that isn’t valid.
    #[serde(default, skip_serializing_if = "FieldErrors::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::field_errors::FieldError>))]
    pub errors: FieldErrors,
    /// True when more fields aren’t valid than the 50 that `errors` lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_errors: bool,
    /// With `/problems/second-factor-required` alone: how to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<Box<SecondFactorChallenge>>,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            kind: format!("{PREFIX}{}", kind.slug()),
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: None,
            errors: FieldErrors::default(),
            more_errors: false,
            second_factor: None,
        }
    }

    /// The same problem, with words on what happened.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same problem, with the fields at fault. Unless it has words already, it says when there
    /// are more of them than are listed.
    #[must_use]
    pub fn with_errors(mut self, errors: FieldErrors) -> Self {
        self.more_errors = errors.has_more();
        if self.more_errors && self.detail.is_none() {
            self.detail = Some(format!("More fields aren’t valid. Only the first {MAX_ERRORS} are listed."));
        }
        self.errors = errors;
        self
    }

    /// The kind, when it is one that this version knows.
    pub fn kind(&self) -> Option<ProblemKind> {
        let slug = self.kind.rsplit('/').next()?;
        KINDS.iter().find(|row| row.1 == slug).map(|row| row.0)
    }

    /// One sentence for people: the detail, or else the title.
    pub fn message(&self) -> &str {
        self.detail.as_deref().unwrap_or(&self.title)
    }
}

impl From<FieldErrors> for Problem {
    fn from(errors: FieldErrors) -> Self {
        Self::new(ProblemKind::ValidationFailed).with_errors(errors)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())?;
        for error in self.errors.iter() {
            write!(f, "; {}: {}", error.field, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_slug_and_is_found_by_it() {
        for kind in ProblemKind::all() {
            assert_eq!(Problem::new(kind).kind(), Some(kind));
            assert_eq!(kind.row().0, kind);
        }
    }

    #[test]
    fn a_problem_without_fields_at_fault_has_no_errors_member() {
        let json = serde_json::to_string(&Problem::new(ProblemKind::NotFound)).unwrap();
        assert_eq!(json, r#"{"type":"/problems/not-found","title":"Not found","status":404}"#);
    }
}
