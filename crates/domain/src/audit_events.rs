//! The audit log: what was done to accounts, by whom and from where.

use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of the audit log. It is never changed, and names stay when their account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// The line.
    pub id: Uuid,
    /// When it happened.
    pub created_at: Timestamp,
    /// What happened: a name of [`EVENTS`].
    pub event: String,
    /// The account that did it; null for a stranger and for the command line.
    pub actor: Option<String>,
    /// The account it was done to.
    pub subject: Option<String>,
    /// Where it came from; empty for the command line.
    pub address: String,
    /// What the client says it is.
    pub client: String,
}

/// The names of events, and what they mean in words.
pub const EVENTS: [(&str, &str); 14] = [
    ("setup_done", "made the first account"),
    ("login", "signed in"),
    ("login_failed", "a sign-in was refused"),
    ("login_limited", "sign-ins were tried too often"),
    ("logout", "signed out"),
    ("session_ended", "ended a session"),
    ("refresh_reused", "an old refresh token was shown; its session was ended"),
    ("password_changed", "changed a password"),
    ("api_token_created", "made an API token"),
    ("api_token_deleted", "revoked an API token"),
    ("user_created", "made an account"),
    ("user_disabled", "disabled an account"),
    ("user_enabled", "enabled an account"),
    ("user_deleted", "deleted an account"),
];

/// What an event means in words.
pub fn describe(event: &str) -> &str {
    EVENTS.iter().find(|(name, _)| *name == event).map_or(event, |(_, words)| words)
}
