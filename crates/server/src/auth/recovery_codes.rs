//! Recovery codes: each signs in once, in the place of a second factor that is lost.

use crate::auth::proof::prove;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::security::secrets::hash_of;
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::{Code, RECOVERY_CODE_ALPHABET, RECOVERY_CODE_LENGTH, RECOVERY_CODES, RecoveryCodes};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::recovery_codes::{count_recovery_codes, replace_recovery_codes};
use storage::auth::second_factors::find_second_factors;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(create_recovery_codes))
}

/// Create new recovery codes. The old ones stop working; the new ones are shown only once.
#[utoipa::path(post, path = "/api/me/recovery-codes", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 200, body = RecoveryCodes),
    (status = 409, body = Problem, description = "There is no second factor to recover from."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_recovery_codes(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    body: Json,
) -> Result<axum::Json<RecoveryCodes>> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let (id, now, codes) = (caller.id, state.clock.now(), new_codes(&state.clock));
    let hashes = hashes_of(&codes);
    let event =
        from.event(&state.clock, EventKind::RecoveryCodesCreated, Some(&caller.username), Some(&caller.username));
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            if !find_second_factors(tx, id)?.any() {
                let detail = "Set up an authenticator app or a passkey first: recovery codes come with it.";
                return Err(ApiError::new(ProblemKind::Conflict, detail));
            }
            replace_recovery_codes(tx, id, &hashes)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(RecoveryCodes { codes }))
}

/// Gives an account these codes if it never got any; whether it did not.
pub fn give_first_codes(
    tx: &mut Tx,
    user: UserId,
    hashes: &[[u8; 32]],
    event: &AuditEvent,
) -> Result<bool, storage::Error> {
    if count_recovery_codes(tx, user)?.0 > 0 {
        return Ok(false);
    }
    replace_recovery_codes(tx, user, hashes)?;
    insert_audit_event(tx, event)?;
    Ok(true)
}

/// New codes as they are shown: groups of four.
pub fn new_codes(clock: &Clock) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| written(&clock.random())).collect()
}

/// Five bits of each byte make a letter.
fn written(random: &[u8; RECOVERY_CODE_LENGTH]) -> String {
    let letter = |byte: &u8| char::from(RECOVERY_CODE_ALPHABET[usize::from(byte % 32)]);
    let groups: Vec<String> = random.chunks(4).map(|group| group.iter().map(letter).collect()).collect();
    groups.join("-")
}

/// What codes are stored as. They need no salt and no slow hash: a code is 140 random bits.
pub fn hashes_of(codes: &[String]) -> Vec<[u8; 32]> {
    let plain = codes.iter().filter_map(|code| Code::parse(code));
    plain.filter_map(|code| if let Code::Recovery(plain) = code { Some(hash_of(&plain)) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_can_be_read_back() {
        let codes = new_codes(&Clock::system());
        assert!(codes.iter().all(|code| code.len() == 34), "{codes:?}");
        let hashes: std::collections::HashSet<_> = hashes_of(&codes).into_iter().collect();
        assert_eq!(hashes.len(), RECOVERY_CODES);
    }
}
