//! What is asked of somebody whose password was right: a part of the problem that says so.

use crate::ids::PasskeyChallengeId;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A kind of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code of an authenticator app (RFC 6238).
    Totp,
    /// A passkey (`WebAuthn`).
    Passkey,
    /// One of the recovery codes.
    RecoveryCode,
}

/// What is asked for after the right password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorChallenge {
    /// What the account has; one of them is enough.
    pub factors: Vec<SecondFactor>,
    /// What to ask the browser for, to go on at `/api/auth/passkey`; null when the account has no
    /// passkey, or none can be used at this address.
    pub passkey: Option<PasskeyOptions>,
}

/// What to ask the browser for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyOptions {
    /// Goes back with the browser's answer, once, within five minutes.
    pub challenge_id: PasskeyChallengeId,
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub options: WebauthnJson,
}

/// JSON that the browser makes or understands by itself; it passes through as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebauthnJson(pub Box<RawValue>);

impl WebauthnJson {
    /// The JSON of this text; nothing when it is none.
    pub fn new(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }
}

impl PartialEq for WebauthnJson {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for WebauthnJson {}
