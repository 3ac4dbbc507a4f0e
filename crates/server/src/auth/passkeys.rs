//! Passkeys (`WebAuthn`): adding, naming and deleting them.

mod ceremony;
mod login;
mod relying_party;

pub use ceremony::ask;
pub use relying_party::{UNAVAILABLE, relying_party};

use crate::auth::proof::prove;
use crate::auth::recovery_codes::{give_first_codes, hashes_of, new_codes};
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json};
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::response::{IntoResponse, Response};
use ceremony::{ask_for_new, is_in_time, verify_new};
use domain::accounts::audit_events::EventKind;
use domain::auth::passkeys::{CreatedPasskey, MAX_PASSKEYS, PasskeyDraft, PasskeyInfo, PasskeyNameDraft};
use domain::auth::passwords::ProofDraft;
use domain::challenges::PasskeyOptions;
use domain::ids::PasskeyId;
use domain::problems::{Problem, ProblemKind};
use http::{HeaderMap, StatusCode};
use relying_party::required;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::passkeys::{self as stored, ChallengeKind, Passkey};
use storage::auth::second_factors::delete_needless_codes;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create_passkey_options))
        .routes(routes!(create_passkey))
        .routes(routes!(update_passkey))
        .routes(routes!(delete_passkey))
        .merge(login::routes())
}

/// Start adding a passkey: returns what to ask the browser for.
#[utoipa::path(post, path = "/api/me/passkeys/options", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 200, body = PasskeyOptions),
    (status = 409, body = Problem, description = "Passkeys can't be used at this address, or there are already 20."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_passkey_options(
    state: State,
    caller: SignedIn,
    headers: HeaderMap,
    body: Json,
) -> Result<axum::Json<PasskeyOptions>> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let party = required(&state.config, &headers)?;
    let proof = prove(&state, &caller, "password", password).await?;
    let (id, now) = (caller.id, state.clock.now());
    let existing = state.store.read(move |tx| stored::list_passkeys(tx, id)).await?;
    if existing.len() >= MAX_PASSKEYS {
        return Err(too_many());
    }
    let (options, challenge_id, challenge) = ask_for_new(&state, &party, &caller, &existing)?;
    let kind = ChallengeKind::Registration;
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            stored::insert_challenge(tx, challenge_id, kind, &challenge).map_err(ApiError::from)
        })
        .await?;
    Ok(axum::Json(options))
}

/// Add a passkey, with the browser’s answer.
///
/// Returns recovery codes when it is the account’s first second factor.
#[utoipa::path(post, path = "/api/me/passkeys", tag = SESSIONS, request_body = PasskeyDraft, responses(
    (status = 201, body = CreatedPasskey),
    (status = 409, body = Problem, description = "Passkeys can't be used at this address, there are already 20, or this one was added before."),
))]
async fn create_passkey(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    headers: HeaderMap,
    body: Json,
) -> Result<Response> {
    let new = body.parse(PasskeyDraft::parse)?;
    let party = required(&state.config, &headers)?;
    let (id, now) = (caller.id, state.clock.now());
    let taken =
        state.store.write(move |tx| stored::take_challenge(tx, new.challenge_id, ChallengeKind::Registration)).await?;
    let challenge = taken.filter(|challenge| challenge.user_id == Some(id) && is_in_time(challenge, now));
    let challenge = challenge.ok_or_else(|| {
        ApiError::field("challenge_id", "expired", "This took longer than five minutes. Start again.")
    })?;
    let (credential_id, credential) = verify_new(&party, &new.credential, &challenge)?;
    let info = PasskeyInfo { id: PasskeyId(state.clock.id()), name: new.name, created_at: now, last_used_at: None };
    let passkey = Passkey { info: info.clone(), user_id: id, credential_id, credential };
    let codes = new_codes(&state.clock);
    let hashes = hashes_of(&codes);
    let event = |name| from.event(&state.clock, name, Some(&caller.username), Some(&caller.username));
    let (added, made) = (event(EventKind::PasskeyAdded), event(EventKind::RecoveryCodesCreated));
    let is_first = state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            if stored::list_passkeys(tx, id)?.len() >= MAX_PASSKEYS {
                return Err(too_many());
            }
            if !stored::insert_passkey(tx, &passkey)? {
                return Err(ApiError::new(ProblemKind::Conflict, "This passkey was added before."));
            }
            insert_audit_event(tx, &added)?;
            Ok(give_first_codes(tx, id, &hashes, &made)?)
        })
        .await?;
    state.callers.forget_user(id);
    let recovery_codes = if is_first { codes } else { Vec::new() };
    Ok((StatusCode::CREATED, axum::Json(CreatedPasskey { info, recovery_codes })).into_response())
}

fn too_many() -> ApiError {
    let detail = format!("You have {MAX_PASSKEYS} passkeys, which is the limit. Delete one first.");
    ApiError::new(ProblemKind::Conflict, detail)
}

/// Rename a passkey.
#[utoipa::path(put, path = "/api/me/passkeys/{id}", tag = SESSIONS,
    request_body = PasskeyNameDraft, responses((status = 204)))]
async fn update_passkey(state: State, caller: SignedIn, Id(id): Id<PasskeyId>, body: Json) -> Result<StatusCode> {
    let name = body.parse(PasskeyNameDraft::parse)?;
    let found = state.store.write(move |tx| stored::update_passkey(tx, caller.id, id, &name)).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}

/// Delete a passkey: it can no longer be used to sign in.
#[utoipa::path(post, path = "/api/me/passkeys/{id}/deletion", tag = SESSIONS,
    request_body = ProofDraft, responses(
        (status = 204),
        (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
    ))]
async fn delete_passkey(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    Id(id): Id<PasskeyId>,
    body: Json,
) -> Result<StatusCode> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let event = from.event(&state.clock, EventKind::PasskeyDeleted, Some(&caller.username), Some(&caller.username));
    let (owner, now) = (caller.id, state.clock.now());
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            if !stored::delete_passkey(tx, owner, id)? {
                return Err(ApiError::not_found());
            }
            delete_needless_codes(tx, owner)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(owner);
    Ok(StatusCode::NO_CONTENT)
}
