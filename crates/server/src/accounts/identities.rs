//! The sign-ins through a provider that are linked with accounts.

use crate::auth::oidc::send;
use crate::auth::proof::prove;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json};
use crate::request::guards::{Admin, SignedIn};
use crate::request::openapi::routes;
use crate::request::openapi::{ADMINISTRATION, SESSIONS};
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::response::Response;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::identities::{Identities, Identity, IdentityDraft, IdentityRedirect, OidcFault};
use domain::auth::passwords::ProofDraft;
use domain::ids::{IdentityId, UserId};
use domain::problems::{Problem, ProblemKind};
use http::{HeaderMap, StatusCode};
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::identities;
use storage::auth::oidc_flows::OidcFlow;
use storage::users;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_identities, link_identity))
        .routes(routes!(delete_identity))
        .routes(routes!(create_identity))
}

/// List the sign-ins through a provider that are linked to your account, oldest first.
#[utoipa::path(get, path = "/api/me/identities", tag = SESSIONS, responses((status = 200, body = Identities)))]
async fn list_identities(state: State, caller: SignedIn) -> Result<axum::Json<Identities>> {
    let user = caller.id;
    let items = state.store.read(move |tx| identities::list_identities(tx, user)).await?;
    Ok(axum::Json(Identities { items }))
}

/// Link a sign-in to your account: the browser goes to the provider and comes back to `/account`.
#[utoipa::path(post, path = "/api/me/identities", tag = SESSIONS, request_body = ProofDraft, responses(
    (status = 200, body = IdentityRedirect, description = "Where to send the browser, which has to come back with the cookie."),
    (status = 404, body = Problem, description = "This server has no provider."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn link_identity(state: State, caller: SignedIn, headers: HeaderMap, body: Json) -> Result<Response> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    if state.oidc.is_none() {
        return Err(ApiError::new(ProblemKind::NotFound, OidcFault::describe(OidcFault::NotConfigured.slug())));
    }
    // It opens another way in, which would outlive a session that was stolen.
    let proof = prove(&state, &caller, "password", password).await?;
    let (session_id, created_at) = (Some(caller.session_id), state.clock.now());
    let flow = OidcFlow { session_id, return_url: String::new(), created_at };
    state.store.write(move |tx| proof.recheck(tx, created_at).map(drop)).await?;
    let sent = send(&state, &headers, flow).await;
    let sent = sent.map_err(|fault| ApiError::new(ProblemKind::Unavailable, OidcFault::describe(fault.slug())))?;
    Ok(sent.add_cookie(axum::Json(IdentityRedirect { redirect_url: sent.url.clone() })))
}

/// Unlink a sign-in from your account.
#[utoipa::path(post, path = "/api/me/identities/{id}/deletion", tag = SESSIONS,
    request_body = ProofDraft, responses(
        (status = 204),
        (status = 409, body = Problem, description = "It is the only way to sign in."),
        (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn delete_identity(
    state: State,
    caller: SignedIn,
    from: ClientInfo,
    Id(id): Id<IdentityId>,
    body: Json,
) -> Result<StatusCode> {
    let password = body.parse(|draft: &ProofDraft| draft.parse(caller.has_password))?;
    let proof = prove(&state, &caller, "password", password).await?;
    let event = from.event(&state.clock, EventKind::IdentityUnlinked, Some(&caller.username), Some(&caller.username));
    let (owner, now, passwords_sign_in) = (caller.id, state.clock.now(), state.require_password_login().is_ok());
    state
        .store
        .write(move |tx| {
            // Of two that go at once, the second sees that the first is gone.
            let has_password = proof.recheck(tx, now)?.password_hash.is_some();
            if !identities::delete_identity(tx, owner, id)? {
                return Err(ApiError::not_found());
            }
            if !(has_password && passwords_sign_in) && identities::list_identities(tx, owner)?.is_empty() {
                let detail = if passwords_sign_in {
                    "It is your only way to sign in. Set a password first."
                } else {
                    "It is your only way to sign in. Link another one first."
                };
                return Err(ApiError::new(ProblemKind::Conflict, detail));
            }
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Link a sign-in through a provider to an account.
#[utoipa::path(post, path = "/api/users/{id}/identities", tag = ADMINISTRATION,
    request_body = IdentityDraft,
    responses(
        (status = 201, body = Identity),
        (status = 409, body = Problem, description = "It is already linked to this account or another."),
))]
async fn create_identity(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Id(id): Id<UserId>,
    body: Json,
) -> Result<(StatusCode, axum::Json<Identity>)> {
    let own_issuer = state.oidc.as_ref().map(|provider| provider.config().issuer.as_str());
    let (issuer, subject) = body.parse(|draft: &IdentityDraft| draft.parse(own_issuer))?;
    let created_at = state.clock.now();
    let identity = Identity { id: IdentityId(state.clock.id()), issuer, subject, created_at, last_login_at: None };
    let event = from.event(&state.clock, EventKind::IdentityLinked, Some(&caller.username), None);
    let written = identity.clone();
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, created_at)?;
            let user = users::find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
            if !identities::insert_identity(tx, id, &written)? {
                return Err(ApiError::new(ProblemKind::Conflict, "This sign-in is already linked to an account."));
            }
            let event = AuditEvent { subject: Some(user.username), ..event };
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(identity)))
}
