//! API tokens: what programs use the API with, instead of a password.

use crate::auth::proof::prove_or_recent;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json};
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::security::secrets::{hash_of, random_token};
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::EventKind;
use domain::auth::api_tokens::{ApiTokenDraft, ApiTokenInfo, ApiTokens, CreatedApiToken, MAX_TOKENS, PREFIX};
use domain::ids::ApiTokenId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::api_tokens::{delete_api_token as revoke, insert_api_token, list_api_tokens as list};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_api_tokens, create_api_token)).routes(routes!(delete_api_token))
}

/// List your API tokens, newest first, without the tokens themselves.
#[utoipa::path(get, path = "/api/me/tokens", tag = SESSIONS, responses(
    (status = 200, body = ApiTokens),
))]
async fn list_api_tokens(state: State, caller: SignedIn) -> Result<axum::Json<ApiTokens>> {
    let items = state.store.read(move |tx| list(tx, caller.id)).await?;
    Ok(axum::Json(ApiTokens { items }))
}

/// Create an API token. It is shown only once.
///
/// Needs the password unless you signed in within the last ten minutes.
#[utoipa::path(post, path = "/api/me/tokens", tag = SESSIONS, request_body = ApiTokenDraft, responses(
    (status = 201, body = CreatedApiToken),
    (status = 409, body = Problem, description = "There are already 50. Revoke one first."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_api_token(state: State, caller: SignedIn, from: ClientInfo, body: Json) -> Result<Response> {
    let (new, password) = body.parse(|draft: &ApiTokenDraft| Ok((draft.parse()?, draft.password())))?;
    let proof = prove_or_recent(&state, &caller, password).await?;
    let token = format!("{PREFIX}{}", random_token::<32>(&state.clock));
    let (hash, now) = (hash_of(&token), state.clock.now());
    let info = ApiTokenInfo {
        id: ApiTokenId(state.clock.id()),
        name: new.name,
        scope: new.scope,
        created_at: now,
        expires_at: now.plus_seconds(i64::from(new.expires_in_days) * 24 * 3600),
        last_used_at: None,
    };
    let event = from.event(&state.clock, EventKind::ApiTokenCreated, Some(&caller.username), Some(&caller.username));
    let written = info.clone();
    state
        .store
        .write(move |tx| {
            proof.recheck(tx, now)?;
            if list(tx, caller.id)?.len() >= MAX_TOKENS {
                let detail = format!("You have {MAX_TOKENS} tokens, which is the limit. Revoke one first.");
                return Err(ApiError::new(ProblemKind::Conflict, detail));
            }
            insert_api_token(tx, caller.id, &hash, &written)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedApiToken { token, info })).into_response())
}

/// Revoke an API token.
#[utoipa::path(delete, path = "/api/me/tokens/{id}", tag = SESSIONS, responses(
    (status = 204),
))]
async fn delete_api_token(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    Id(id): Id<ApiTokenId>,
) -> Result<StatusCode> {
    let event = from.event(&state.clock, EventKind::ApiTokenDeleted, Some(&caller.username), Some(&caller.username));
    let owner = caller.id;
    let revoked = state
        .store
        .write(move |tx| {
            let revoked = revoke(tx, owner, id)?;
            if revoked {
                insert_audit_event(tx, &event)?;
            }
            Ok::<_, storage::Error>(revoked)
        })
        .await?;
    state.callers.forget_user(owner);
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found()) }
}
