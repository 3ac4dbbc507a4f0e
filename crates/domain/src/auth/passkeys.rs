//! Passkeys: keys that a device, a security key or a password manager keeps (`WebAuthn`).

use crate::challenges::WebauthnJson;
use crate::field_errors::FieldErrors;
use crate::ids::{PasskeyChallengeId, PasskeyId};
use crate::text;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters of a passkey's name.
pub const MAX_NAME: usize = 100;
/// The most passkeys of one account.
pub const MAX_PASSKEYS: usize = 20;
/// Seconds until a challenge is no longer accepted: five minutes.
pub const CHALLENGE_LIFETIME: i64 = 300;

/// A passkey, as its account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyInfo {
    /// The passkey’s id.
    pub id: PasskeyId,
    /// Its name.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used to sign in; null if never.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey to be added.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasskeyDraft {
    /// The challenge that the browser answered.
    #[cfg_attr(feature = "openapi", schema(value_type = PasskeyChallengeId, required))]
    pub challenge_id: Option<PasskeyChallengeId>,
    /// What to call it: 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub name: String,
    /// The browser's answer: `toJSON()` of what `navigator.credentials.create` gave.
    #[cfg_attr(feature = "openapi", schema(value_type = Object, required))]
    pub credential: Option<WebauthnJson>,
}

/// A passkey to be added, all rules kept.
#[derive(Clone)]
pub struct NewPasskey {
    /// The challenge that the browser answered.
    pub challenge_id: PasskeyChallengeId,
    /// What to call it.
    pub name: String,
    /// The browser's answer.
    pub credential: WebauthnJson,
}

impl PasskeyDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every field at fault.
    pub fn parse(&self) -> Result<NewPasskey, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = text::line(&mut errors, "name", &self.name, MAX_NAME);
        match answer(&mut errors, self.challenge_id, self.credential.as_ref()) {
            Some((challenge_id, credential)) => errors.into_result(NewPasskey { challenge_id, name, credential }),
            None => Err(errors),
        }
    }
}

/// A passkey that was just added.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedPasskey {
    /// The passkey as it is listed.
    pub info: PasskeyInfo,
    /// The recovery codes when it is the account's first second factor, and else none. They are
    /// shown this once.
    pub recovery_codes: Vec<String>,
}

/// A new name for a passkey.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasskeyNameDraft {
    /// 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub name: String,
}

impl PasskeyNameDraft {
    /// The name.
    ///
    /// # Errors
    /// The field, when it breaks the rules.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = text::line(&mut errors, "name", &self.name, MAX_NAME);
        errors.into_result(name)
    }
}

/// A passkey that is shown to sign in.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasskeyLoginDraft {
    /// The challenge that the browser answered.
    #[cfg_attr(feature = "openapi", schema(value_type = PasskeyChallengeId, required))]
    pub challenge_id: Option<PasskeyChallengeId>,
    /// The browser's answer: `toJSON()` of what `navigator.credentials.get` gave.
    #[cfg_attr(feature = "openapi", schema(value_type = Object, required))]
    pub credential: Option<WebauthnJson>,
}

impl PasskeyLoginDraft {
    /// The challenge and the answer.
    ///
    /// # Errors
    /// Every field that is missing.
    pub fn parse(&self) -> Result<(PasskeyChallengeId, WebauthnJson), FieldErrors> {
        let mut errors = FieldErrors::default();
        answer(&mut errors, self.challenge_id, self.credential.as_ref()).ok_or(errors)
    }
}

fn answer(
    errors: &mut FieldErrors,
    challenge_id: Option<PasskeyChallengeId>,
    credential: Option<&WebauthnJson>,
) -> Option<(PasskeyChallengeId, WebauthnJson)> {
    if challenge_id.is_none() {
        errors.add("challenge_id", "required", "Challenge id is required.");
    }
    if credential.is_none() {
        errors.add("credential", "required", "Credential is required.");
    }
    challenge_id.zip(credential.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drafts::read_draft;

    #[test]
    fn the_browsers_answer_passes_through_unread() {
        let json = br#"{"challenge_id":"0192f0c1-2d5c-7a6e-8a7d-0242ac120002","credential":{"id":"x","response":{}}}"#;
        let (draft, errors) = read_draft::<PasskeyLoginDraft>(json).unwrap();
        assert!(errors.is_empty(), "{errors:?}");
        let (_, credential) = draft.parse().unwrap();
        assert_eq!(credential.0.get(), r#"{"id":"x","response":{}}"#);
    }

    #[test]
    fn all_that_is_missing_is_named() {
        let errors = PasskeyDraft::default().parse().err().unwrap();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "challenge_id", "credential"]);
    }
}
