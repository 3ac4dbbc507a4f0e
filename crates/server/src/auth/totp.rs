//! Authenticator apps: codes by the time (RFC 6238), with SHA-1, six digits and 30 seconds, which is
//! what every app understands.

use crate::auth::proof::prove;
use crate::auth::recovery_codes::{give_first_codes, hashes_of, new_codes};
use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::security::lifetimes::SETUP_LIFETIME;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::{QrCode, RecoveryCodes, TotpDraft, TotpSetup};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use http::StatusCode;
use qrcodegen::QrCodeEcc;
use std::fmt::Write as _;
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::second_factors::delete_needless_codes;
use storage::auth::totp as stored;
use totp_rs::{Builder, Totp};
use utoipa_axum::router::OpenApiRouter;

/// What authenticator apps show the account under.
const ISSUER: &str = "Movie Tracker";
/// White modules around a QR code (ISO/IEC 18004, section 9.1).
const QUIET_ZONE: i32 = 4;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(create_totp, confirm_totp)).routes(routes!(delete_totp))
}

/// Set up an authenticator app: returns its secret, which is shown only once.
///
/// Codes are asked for only after you turn it on with one.
#[utoipa::path(post, path = "/api/me/totp", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 200, body = TotpSetup),
    (status = 409, body = Problem, description = "An authenticator app is already set up. Remove it first."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_totp(state: State, caller: SignedIn, body: Json) -> Result<axum::Json<TotpSetup>> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let (secret, id, now) = (state.clock.random::<20>(), caller.id, state.clock.now());
    let setup = describe(&secret, &caller.username)?;
    let is_free = state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            stored::insert_totp(tx, id, &secret, now).map_err(ApiError::from)
        })
        .await?;
    if !is_free {
        let detail = "You already have an authenticator app. Remove it before you set up another.";
        return Err(ApiError::new(ProblemKind::Conflict, detail));
    }
    Ok(axum::Json(setup))
}

/// Turn the authenticator app on, with a code from it.
///
/// Returns recovery codes when it is the account’s first second factor.
#[utoipa::path(put, path = "/api/me/totp", tag = SESSIONS, request_body = TotpDraft, responses(
    (status = 200, body = RecoveryCodes),
    (status = 409, body = Problem, description = "There is no authenticator app to confirm, or it expired."),
))]
async fn confirm_totp(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    body: Json,
) -> Result<axum::Json<RecoveryCodes>> {
    let digits = body.parse(TotpDraft::parse)?;
    let (id, now, codes) = (caller.id, state.clock.now(), new_codes(&state.clock));
    let hashes = hashes_of(&codes);
    let event = |name| from.event(&state.clock, name, Some(&caller.username), Some(&caller.username));
    let (enabled, made) = (event(EventKind::TotpEnabled), event(EventKind::RecoveryCodesCreated));
    let is_first = state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            let waits_since = now.plus_seconds(-SETUP_LIFETIME);
            let waiting = stored::find_totp(tx, id)?
                .filter(|totp| totp.confirmed_at.is_none() && totp.created_at > waits_since)
                .ok_or_else(nothing_to_confirm)?;
            let step = step_of(&waiting.secret, &digits, now)
                .ok_or_else(|| ApiError::field("code", "wrong", "That isn’t the code that the app shows now."))?;
            if !stored::confirm_totp(tx, id, &waiting.secret, now, step)? {
                return Err(nothing_to_confirm());
            }
            insert_audit_event(tx, &enabled)?;
            Ok(give_first_codes(tx, id, &hashes, &made)?)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(axum::Json(RecoveryCodes { codes: if is_first { codes } else { Vec::new() } }))
}

/// Remove the authenticator app: its codes are no longer asked for.
#[utoipa::path(post, path = "/api/me/totp/deletion", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 204),
    (status = 404, body = Problem, description = "There is no authenticator app."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn delete_totp(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<StatusCode> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let event = from.event(&state.clock, EventKind::TotpDisabled, Some(&caller.username), Some(&caller.username));
    let (id, now) = (caller.id, state.clock.now());
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            if !stored::delete_totp(tx, id)? {
                return Err(ApiError::not_found());
            }
            delete_needless_codes(tx, id)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

fn nothing_to_confirm() -> ApiError {
    let detail = "There is no authenticator app to confirm, or you took too long. Start again.";
    ApiError::new(ProblemKind::Conflict, detail)
}

/// The time step that these digits are the code of: now, or one step before or after.
pub fn step_of(secret: &[u8], digits: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.as_millis() / 1000).ok()?;
    let totp = Builder::new().with_secret(secret.to_vec()).build().ok()?;
    totp.check(digits, seconds).and_then(|step| i64::try_from(step).ok())
}

fn describe(secret: &[u8], username: &str) -> Result<TotpSetup> {
    // The account's name can't have a colon in there: it ends the issuer's.
    let account = username.replace(':', "-");
    let totp = Builder::new().with_secret(secret.to_vec()).with_issuer(Some(ISSUER)).with_account_name(account).build();
    let described = totp.ok().and_then(|totp: Totp| {
        let otpauth_url = totp.to_url().ok()?;
        let qr_code = qr_code(&otpauth_url)?;
        Some(TotpSetup { secret: totp.secret().to_base32(), otpauth_url, qr_code })
    });
    described.ok_or_else(|| Problem::new(ProblemKind::Internal).into())
}

/// The dark modules, each run of a row as a bar.
fn qr_code(text: &str) -> Option<QrCode> {
    let code = qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|&at| code.get_module(at, y)).count();
            let length = i32::try_from(length).unwrap_or_default();
            if length > 0 {
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += length.max(1);
        }
    }
    Some(QrCode { size: u32::try_from(code.size() + 2 * QUIET_ZONE).ok()?, path })
}

/// Whether these digits are a code of the account's authenticator app that was not used yet; it is
/// used then.
pub fn use_code(tx: &mut Tx, user: UserId, digits: &str, now: Timestamp) -> Result<bool> {
    let Some(totp) = stored::find_totp(tx, user)?.filter(|totp| totp.confirmed_at.is_some()) else { return Ok(false) };
    match step_of(&totp.secret, digits, now) {
        Some(step) => Ok(stored::use_step(tx, user, step)?),
        None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and the moments of RFC 6238, appendix B; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, digits) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let now = Timestamp::from_millis(seconds * 1000);
            assert_eq!(step_of(b"12345678901234567890", digits, now), Some(seconds / 30));
        }
    }

    #[test]
    fn a_qr_code_has_its_border_and_its_finder_patterns() {
        let code = qr_code("otpauth://totp/x").unwrap();
        assert_eq!(code.size, 25 + 8);
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
    }
}
