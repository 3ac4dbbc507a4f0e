//! The audit log: what was done to accounts, by whom and from where.

use crate::field_errors::FieldErrors;
use crate::pages::PageQuery;
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
    /// The account it was done to; of an accepted invite, who made it.
    pub subject: Option<String>,
    /// Where it came from; empty for the command line.
    pub address: String,
    /// What the client says it is.
    pub client: String,
    /// How often it happened: repeated refusals are counted together. Those after the first are told in one
    /// line for an hour.
    pub count: i64,
}

/// The names of events, and what they mean in words.
pub const EVENTS: &[(&str, &str)] = &[
    ("setup_done", "made the first account"),
    ("login", "signed in"),
    ("login_failed", "a sign-in was refused"),
    ("login_limited", "sign-ins were tried too often"),
    ("logout", "signed out"),
    ("session_ended", "ended a session"),
    ("refresh_reused", "an old refresh token was shown; its session was ended"),
    ("password_changed", "changed a password"),
    ("totp_enabled", "has codes of an authenticator app asked for"),
    ("totp_disabled", "has codes of an authenticator app no longer asked for"),
    ("recovery_codes_created", "made recovery codes; the ones before are void"),
    ("recovery_code_used", "signed in with a recovery code"),
    ("passkey_added", "added a passkey"),
    ("passkey_deleted", "deleted a passkey"),
    ("passkey_refused", "a passkey was refused"),
    ("second_factor_failed", "a code was wrong, after the right password"),
    ("second_factor_limited", "codes were tried too often, after the right password"),
    ("second_factors_reset", "took an account's second factors away"),
    ("api_token_created", "made an API token"),
    ("api_token_deleted", "revoked an API token"),
    ("identity_linked", "linked a sign-in through a provider"),
    ("identity_unlinked", "unlinked a sign-in through a provider"),
    ("user_created", "made an account"),
    ("user_made_admin", "made an account an admin's"),
    ("user_made_member", "took the rights of an admin from an account"),
    ("user_disabled", "disabled an account"),
    ("user_enabled", "enabled an account"),
    ("user_deleted", "deleted an account"),
    ("access_refused", "an account was refused what it may not do"),
    ("access_ended", "ended an account’s sessions and API tokens"),
    ("password_reset_created", "made a link to reset a password"),
    ("password_reset", "chose a new password by a link"),
    ("invite_created", "made an invite"),
    ("invite_deleted", "withdrew an invite"),
    ("invite_accepted", "accepted an invite of"),
    ("registered", "made an account of their own"),
    ("registration_opened", "let anyone make an account"),
    ("registration_closed", "closed registration"),
    ("second_factor_required", "required two-factor authentication"),
    ("second_factor_optional", "made two-factor authentication optional"),
    ("settings_changed", "changed how long sessions or the audit log are kept"),
];

/// Which lines of the log are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditEventsQuery {
    /// Only those of this event, a name of [`EVENTS`].
    pub event: Option<String>,
}

impl AuditEventsQuery {
    /// Reads the query together with the page that is asked for.
    ///
    /// # Errors
    /// Every parameter at fault, unknown ones too.
    pub fn parse(pairs: &[(String, String)]) -> Result<(Self, PageQuery), FieldErrors> {
        let (mut query, mut page, mut errors) = (Self::default(), PageQuery::default(), FieldErrors::default());
        for (name, value) in pairs {
            match name.as_str() {
                "event" if value.is_empty() || is_event(value) => {
                    query.event = Some(value.clone()).filter(|event| !event.is_empty());
                }
                "event" => errors.add("event", "out_of_range", "There is no such event."),
                _ => page.take_or_refuse(name, value, &mut errors),
            }
        }
        errors.into_result((query, page))
    }

    /// The query's names and values; what is at its default is left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        self.event.iter().map(|event| ("event", event.clone())).collect()
    }
}

fn is_event(name: &str) -> bool {
    EVENTS.iter().any(|event| event.0 == name)
}

/// What an event means in words.
pub fn describe(event: &str) -> &str {
    EVENTS.iter().find(|(name, _)| *name == event).map_or(event, |(_, words)| words)
}
