//! The accounts, as admins manage them.

use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Listed};
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use domain::accounts::audit_events::AuditEvent;
use domain::accounts::users::{UserInfo, UserPatch, UsersQuery};
use domain::ids::UserId;
use domain::pages::Page;
use domain::problems::Problem;
use http::StatusCode;
use storage::Tx;
use storage::accounts::management;
use storage::users::{self, User};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(update_user, delete_user))
        .routes(routes!(delete_second_factors))
        .routes(routes!(delete_user_sessions))
}

/// List accounts, by name.
#[utoipa::path(get, path = "/api/users", tag = ADMINISTRATION, responses(
    (status = 200, body = Page<UserInfo>),
))]
async fn list_users(
    state: State,
    _: Admin,
    Listed(query, page): Listed<UsersQuery>,
) -> Result<axum::Json<Page<UserInfo>>> {
    Ok(axum::Json(state.store.read(move |tx| users::list_users(tx, &query, &page)).await?))
}

/// Change an account’s role, disable it or enable it.
///
/// Disabling ends its sessions, API tokens and links. Its films stay.
#[utoipa::path(patch, path = "/api/users/{id}", tag = ADMINISTRATION,
    request_body = UserPatch,
    responses(
        (status = 200, body = UserInfo),
        (status = 409, body = Problem, description = "It is the last admin who can sign in."),
))]
async fn update_user(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Id(id): Id<UserId>,
    body: Json,
) -> Result<axum::Json<UserInfo>> {
    let patch = body.parse(|patch: &UserPatch| Ok(patch.clone()))?;
    let line = || from.line(&state.clock, Some(&caller.username));
    let lines = [line(), line()];
    let now = state.clock.now();
    let user = state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            if let Some(role) = patch.role {
                management::set_role(tx, id, role, &lines[0])?;
            }
            if let Some(disabled) = patch.disabled {
                management::set_disabled(tx, id, disabled, &lines[1])?;
            }
            users::find_user_info(tx, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(axum::Json(user))
}

/// Does something to an account that gives the account, if there is one.
async fn manage(
    state: &State,
    caller: Admin,
    from: &ClientInfo,
    id: UserId,
    what: fn(&mut Tx, UserId, &AuditEvent) -> Result<Option<User>, storage::Error>,
) -> Result<StatusCode> {
    let (line, now) = (from.line(&state.clock, Some(&caller.username)), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            what(tx, id, &line)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

/// Delete an account permanently, with everything in it.
#[utoipa::path(delete, path = "/api/users/{id}", tag = ADMINISTRATION, responses(
    (status = 204),
    (status = 409, body = Problem, description = "It is the last admin who can sign in."),
))]
async fn delete_user(state: State, caller: Admin, from: ClientInfo, Id(id): Id<UserId>) -> Result<StatusCode> {
    manage(&state, caller, &from, id, management::delete).await
}

/// Sign an account out everywhere: ends its sessions, revokes its API tokens and its links.
#[utoipa::path(delete, path = "/api/users/{id}/sessions", tag = ADMINISTRATION,
    responses((status = 204)))]
async fn delete_user_sessions(state: State, caller: Admin, from: ClientInfo, Id(id): Id<UserId>) -> Result<StatusCode> {
    manage(&state, caller, &from, id, management::end_all_access).await
}

/// Reset two-factor authentication of an account, so that it signs in with just a password.
///
/// For people who lost their device. Ends all its sessions.
#[utoipa::path(delete, path = "/api/users/{id}/second-factors", tag = ADMINISTRATION,
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "There is no such account, or it has no second factor."),
))]
async fn delete_second_factors(
    state: State,
    caller: Admin,
    from: ClientInfo,
    Id(id): Id<UserId>,
) -> Result<StatusCode> {
    manage(&state, caller, &from, id, management::reset_second_factors).await
}
