//! Questions to passkeys, and whether the answers are right.
//!
//! The library makes the challenges itself, from the system's randomness. What it has to know to
//! verify an answer stays in the database, and never passes through the browser.

use crate::error::{ApiError, Result};
use crate::request::guards::SignedIn;
use crate::security::secrets::encode;
use crate::state::State;
use domain::auth::passkeys::CHALLENGE_LIFETIME;
use domain::challenges::{PasskeyOptions, WebauthnJson};
use domain::ids::{PasskeyChallengeId, UserId};
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use storage::auth::passkeys::{Challenge, Passkey};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
};

/// What the browser is asked for, and what is kept to verify its answer.
pub type Question = (PasskeyOptions, PasskeyChallengeId, Challenge);

/// Whether a challenge can still be answered.
pub fn is_in_time(challenge: &Challenge, now: Timestamp) -> bool {
    challenge.created_at.plus_seconds(CHALLENGE_LIFETIME) > now
}

/// Asks for a new passkey of an account, on a device that has none of it yet.
pub fn ask_for_new(state: &State, party: &Webauthn, caller: &SignedIn, existing: &[Passkey]) -> Result<Question> {
    let known = existing.iter().map(|passkey| passkey.credential_id.clone()).collect();
    let (options, registration) = party
        .start_passkey_registration(caller.id.0, &caller.username, &caller.username, Some(known))
        .map_err(|error| fault(&error))?;
    let mut options = to_value(&options.public_key)?;
    // One that the device lists by itself signs in without a name; a key without room for it will do.
    options["authenticatorSelection"]["residentKey"] = "preferred".into();
    question(state, &options, Some(caller.id), &registration, state.clock.now())
}

/// Verifies a new passkey; gives the authenticator's name for it, and the key as it is stored.
pub fn verify_new(party: &Webauthn, answer: &WebauthnJson, challenge: &Challenge) -> Result<(Vec<u8>, String)> {
    let registration: PasskeyRegistration = serde_json::from_str(&challenge.state).map_err(|error| fault(&error))?;
    let verified = serde_json::from_str::<RegisterPublicKeyCredential>(answer.0.get())
        .map_err(|error| error.to_string())
        .and_then(|answer| {
            party.finish_passkey_registration(&answer, &registration).map_err(|error| error.to_string())
        });
    let passkey = verified.map_err(|reason| {
        tracing::info!(%reason, "a new passkey was refused");
        ApiError::field("credential", "refused", "This passkey wasn’t accepted. Try again, or use another one.")
    })?;
    let stored = serde_json::to_string(&passkey).map_err(|error| fault(&error))?;
    Ok((passkey.cred_id().clone(), stored))
}

/// Asks for one of these passkeys of an account, or for any that the device lists.
pub fn ask(state: &State, party: &Webauthn, of: Option<(UserId, &[Passkey])>, now: Timestamp) -> Result<Question> {
    let (options, authentication) = party.start_discoverable_authentication().map_err(|error| fault(&error))?;
    let mut options = to_value(&options.public_key)?;
    let (user, passkeys) = of.unzip();
    let allowed = passkeys.into_iter().flatten();
    options["allowCredentials"] =
        allowed.map(|passkey| json!({"type": "public-key", "id": encode(&passkey.credential_id)})).collect();
    question(state, &options, user, &authentication, now)
}

/// Reads a browser's answer; nothing when it is none.
pub fn read_answer(answer: &WebauthnJson) -> Option<PublicKeyCredential> {
    serde_json::from_str(answer.0.get()).ok()
}

/// Verifies that this passkey has answered the challenge; gives it as it is to be stored now, with
/// its counter moved on.
///
/// # Errors
/// Why the answer is refused, for the log.
pub fn verify(
    party: &Webauthn,
    answer: &PublicKeyCredential,
    challenge: &Challenge,
    passkey: &Passkey,
) -> Result<String, String> {
    // The owner that the authenticator names must be the one we know; when nobody gave a name first,
    // it has to name one.
    let named = answer.get_user_unique_id();
    if named.map_or(challenge.user_id.is_none(), |named| named != passkey.user_id.0.as_bytes()) {
        return Err("it names another owner, or none".to_owned());
    }
    if challenge.user_id.is_some_and(|user| user != passkey.user_id) {
        return Err("it is another account's".to_owned());
    }
    let text = |error: serde_json::Error| error.to_string();
    let authentication: DiscoverableAuthentication = serde_json::from_str(&challenge.state).map_err(text)?;
    let mut key: webauthn_rs::prelude::Passkey = serde_json::from_str(&passkey.credential).map_err(text)?;
    let result =
        party.finish_discoverable_authentication_v2(answer, authentication, &key).map_err(|error| error.to_string())?;
    if key.update_credential(&result) == Some(true) {
        return serde_json::to_string(&key).map_err(text);
    }
    Ok(passkey.credential.clone())
}

fn question(
    state: &State,
    options: &Value,
    user_id: Option<UserId>,
    kept: &impl Serialize,
    created_at: Timestamp,
) -> Result<Question> {
    let challenge_id = PasskeyChallengeId(state.clock.id());
    let options = serde_json::value::to_raw_value(options).map_err(|error| fault(&error))?;
    let kept = serde_json::to_string(kept).map_err(|error| fault(&error))?;
    let options = PasskeyOptions { challenge_id, options: WebauthnJson(options) };
    Ok((options, challenge_id, Challenge { user_id, state: kept, created_at }))
}

fn to_value(options: &impl Serialize) -> Result<Value> {
    let mut options = serde_json::to_value(options).map_err(|error| fault(&error))?;
    // The library asks for the method of verification, which nobody reads.
    if let Some(extensions) = options.get_mut("extensions").and_then(Value::as_object_mut) {
        extensions.remove("uvm");
    }
    Ok(options)
}

fn fault(error: &impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "a question to a passkey failed");
    Problem::new(ProblemKind::Internal).into()
}
