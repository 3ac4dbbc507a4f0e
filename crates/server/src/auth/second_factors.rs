//! What is wanted besides the password of accounts that have a second factor.

use crate::auth::admission::Admission;
use crate::auth::passkeys::{UNAVAILABLE, ask, relying_party};
use crate::auth::totp;
use crate::error::Result;
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::hash_of;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use domain::auth::second_factors::{Code, SecondFactors};
use domain::challenges::{SecondFactor, SecondFactorChallenge};
use domain::field_errors::FieldErrors;
use domain::problems::{Problem, ProblemKind};
use http::HeaderMap;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::recovery_codes::use_recovery_code;
use storage::auth::second_factors::{Factors, FactorsStamp, find_second_factors};
use storage::users::User;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_second_factors))
}

/// Get your second factors.
#[utoipa::path(get, path = "/api/me/second-factors", tag = SESSIONS, responses((status = 200, body = SecondFactors)))]
async fn get_second_factors(state: State, caller: SignedIn, headers: HeaderMap) -> Result<axum::Json<SecondFactors>> {
    let can_use_passkeys = relying_party(&state.config, &headers).is_some();
    let found = state.store.read(move |tx| find_second_factors(tx, caller.id)).await?;
    Ok(axum::Json(SecondFactors {
        totp_enabled_at: found.totp_enabled_at,
        passkeys: found.passkeys.into_iter().map(|passkey| passkey.info).collect(),
        recovery_codes_left: u32::try_from(found.recovery_codes.1).unwrap_or_default(),
        passkeys_unavailable: (!can_use_passkeys).then(|| UNAVAILABLE.to_owned()),
    }))
}

/// Somebody who signs in with the right password.
pub struct Entrant<'a> {
    /// The account.
    pub user: &'a User,
    /// Where they come from.
    pub from: &'a ClientInfo,
    /// Their request's headers.
    pub headers: &'a HeaderMap,
    /// What the attempt at the password was counted as.
    pub admission: &'a Admission,
    /// What attempts at codes are counted as.
    pub code_attempts: Attempts,
}

/// Lets in somebody who has shown enough: the password of an account without a second factor, or a code. Gives
/// the factors that were asked for.
///
/// # Errors
/// [`ProblemKind::SecondFactorRequired`], which says how to go on, or too many attempts.
pub async fn demand(state: &State, entrant: Entrant<'_>, code: Option<Code>) -> Result<FactorsStamp> {
    let (id, now) = (entrant.user.id, state.clock.now());
    let factors = state.store.read(move |tx| find_second_factors(tx, id)).await?;
    if !factors.any() {
        return Ok(factors.stamp());
    }
    // Who knows the password was no guesser of it; codes have counts of their own.
    entrant.admission.forgive(state).await?;
    let mut errors = FieldErrors::default();
    if let Some(code) = code {
        if use_code(state, &entrant, code).await? {
            return Ok(factors.stamp());
        }
        errors.add("code", "wrong", "This code is wrong or was already used.");
    }
    let passkey = match relying_party(&state.config, entrant.headers) {
        Some(party) if !factors.passkeys.is_empty() => {
            let (options, id, challenge) = ask(state, &party, Some((entrant.user.id, &factors.passkeys)), now)?;
            let kind = storage::auth::passkeys::ChallengeKind::Authentication;
            state.store.write(move |tx| storage::auth::passkeys::insert_challenge(tx, id, kind, &challenge)).await?;
            Some(options)
        }
        _ => None,
    };
    let detail = match (errors.is_empty(), factors.totp_enabled_at) {
        (false, _) => "This code is wrong or was already used. Wait for the next one, then try again.",
        (true, Some(_)) => "Enter the code from your authenticator app, or a recovery code.",
        (true, None) => "Use your passkey, or enter a recovery code.",
    };
    let challenge = SecondFactorChallenge { factors: names(&factors), passkey };
    let problem = Problem::new(ProblemKind::SecondFactorRequired).with_detail(detail).with_errors(errors);
    Err(Problem { second_factor: Some(Box::new(challenge)), ..problem }.into())
}

fn names(factors: &Factors) -> Vec<SecondFactor> {
    let all = [
        (SecondFactor::Totp, factors.totp_enabled_at.is_some()),
        (SecondFactor::Passkey, !factors.passkeys.is_empty()),
        (SecondFactor::RecoveryCode, factors.recovery_codes.1 > 0),
    ];
    all.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

/// Counts an attempt at a code and, unless it is one too many, uses the code. False when it is wrong.
async fn use_code(state: &State, entrant: &Entrant<'_>, code: Code) -> Result<bool> {
    let (id, now) = (entrant.user.id, state.clock.now());
    let name = Some(entrant.user.username.as_str());
    if let Some(excess) = state.count(&entrant.code_attempts).await? {
        state.note_refusal(entrant.from, EventKind::SecondFactorLimited, name).await?;
        return Err(excess.into());
    }
    let recovered = entrant.from.event(&state.clock, EventKind::RecoveryCodeUsed, None, name);
    let is_right = state
        .store
        .write(move |tx| match &code {
            Code::Totp(digits) => totp::use_code(tx, id, digits, now),
            Code::Recovery(code) => {
                let is_right = use_recovery_code(tx, id, &hash_of(code), now)?;
                if is_right {
                    insert_audit_event(tx, &recovered)?;
                }
                Ok(is_right)
            }
        })
        .await?;
    if is_right {
        state.rate_limits.forgive(&state.store, &entrant.code_attempts).await?;
    } else {
        state.note_refusal(entrant.from, EventKind::SecondFactorFailed, name).await?;
    }
    Ok(is_right)
}
