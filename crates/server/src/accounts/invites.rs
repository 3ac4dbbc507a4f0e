//! Invites: one-time links that make an account.

use crate::accounts::links::new_link;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json};
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use domain::accounts::invites::{CreatedInvite, InviteDraft, InviteInfo, Invites, MAX_INVITES};
use domain::accounts::users::Role;
use domain::ids::InviteId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links::{self, Purpose, insert_link};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_invites, create_invite)).routes(routes!(delete_invite))
}

/// List pending invites, newest first, without their links.
#[utoipa::path(get, path = "/api/invites", tag = ADMINISTRATION, responses((status = 200, body = Invites)))]
async fn list_invites(state: State, _: Admin) -> Result<axum::Json<Invites>> {
    let now = state.clock.now();
    let items = state.store.read(move |tx| one_time_links::list_invites(tx, now)).await?;
    Ok(axum::Json(Invites { items }))
}

/// Create an invite: a one-time link that creates an account. It works for 24 hours and is shown only once.
#[utoipa::path(post, path = "/api/invites", tag = ADMINISTRATION, request_body = InviteDraft, responses(
    (status = 201, body = CreatedInvite),
    (status = 403, body = Problem, description = "Passwords aren’t accepted here, and an invite creates an account with one."),
    (status = 409, body = Problem, description = "There are 100 pending invites. Revoke one first."),
))]
async fn create_invite(
    state: State,
    caller: Admin,
    from: ClientInfo,
    body: Json,
) -> Result<(StatusCode, axum::Json<CreatedInvite>)> {
    state.require_password_login()?;
    let role = body.parse(|draft: &InviteDraft| Ok(draft.role.unwrap_or(Role::Member)))?;
    let (token, hash, link) = new_link(&state.clock, Purpose::Invite(role), caller.id);
    let event = from.event(&state.clock, EventKind::InviteCreated, Some(&caller.username), None);
    let info = InviteInfo {
        id: InviteId(link.id),
        role,
        created_by: caller.username.clone(),
        created_at: link.created_at,
        expires_at: link.expires_at,
    };
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, link.created_at)?;
            if one_time_links::list_invites(tx, link.created_at)?.len() >= MAX_INVITES {
                let detail = format!("There are {MAX_INVITES} pending invites, which is the limit. Revoke one first.");
                return Err(ApiError::new(ProblemKind::Conflict, detail));
            }
            insert_link(tx, &hash, &link)?;
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedInvite { token, info })))
}

/// Revoke an invite: its link stops working.
#[utoipa::path(delete, path = "/api/invites/{id}", tag = ADMINISTRATION, responses(
    (status = 204),
))]
async fn delete_invite(state: State, caller: Admin, from: ClientInfo, Id(id): Id<InviteId>) -> Result<StatusCode> {
    let (event, now) =
        (from.event(&state.clock, EventKind::InviteDeleted, Some(&caller.username), None), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            if !one_time_links::delete_invite(tx, id)? {
                return Err(ApiError::not_found());
            }
            insert_audit_event(tx, &event).map_err(ApiError::from)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
