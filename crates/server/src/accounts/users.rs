//! The accounts, as admins manage them.

use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Query};
use crate::request::guards::Admin;
use crate::request::tags::ADMINISTRATION;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use domain::accounts::audit_events::AuditEvent;
use domain::accounts::users::{Role, UserInfo, UserPatch, UsersQuery};
use domain::ids::UserId;
use domain::pages::Page;
use domain::problems::Problem;
use http::StatusCode;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::{access, one_time_links};
use storage::auth::second_factors;
use storage::{Tx, users};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(update_user, delete_user))
        .routes(routes!(delete_second_factors))
        .routes(routes!(delete_user_sessions))
}

/// The accounts, by name.
#[utoipa::path(get, path = "/api/users", tag = ADMINISTRATION, params(
    ("search" = Option<String>, Query, description = "What the names contain, in any spelling"),
    ("limit" = Option<u32>, Query, description = "1 to 100; 50 when absent", minimum = 1, maximum = 100),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
), responses(
    (status = 200, body = Page<UserInfo>),
))]
async fn list_users(state: State, _: Admin, Query(pairs): Query) -> Result<axum::Json<Page<UserInfo>>> {
    let (query, page) = UsersQuery::parse(&pairs)?;
    Ok(axum::Json(state.store.read(move |tx| users::list_users(tx, &query, &page)).await?))
}

/// Give an account another role, disable it, or enable it again. Disabling ends its sessions,
/// API tokens and the links that it made; its films stay.
#[utoipa::path(patch, path = "/api/users/{id}", tag = ADMINISTRATION, params(("id" = UserId, Path)),
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
    let event = |what| from.event(&state.clock, what, Some(&caller.username), None);
    let (events, now) = ([event(""), event("")], state.clock.now());
    let user = state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            change(tx, id, &patch, events)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(axum::Json(user))
}

/// Changes what is not so already; each change takes one of the lines for the log.
fn change(tx: &mut Tx, id: UserId, patch: &UserPatch, [of_role, of_access]: [AuditEvent; 2]) -> Result<UserInfo> {
    users::lock_user(tx, id)?;
    let before = users::find_user_info(tx, id)?.ok_or_else(ApiError::not_found)?;
    let note = |tx: &mut Tx, line: AuditEvent, event: &str| {
        let subject = Some(before.username.clone());
        insert_audit_event(tx, &AuditEvent { event: event.to_owned(), subject, ..line })
    };
    if let Some(role) = patch.role.filter(|role| *role != before.role) {
        users::update_role(tx, id, role)?;
        if role == Role::Member {
            one_time_links::delete_links_by(tx, id)?;
        }
        note(tx, of_role, if role == Role::Admin { "user_made_admin" } else { "user_made_member" })?;
    }
    if let Some(disabled) = patch.disabled.filter(|disabled| *disabled != before.disabled_at.is_some()) {
        users::update_disabled(tx, id, disabled.then_some(of_access.created_at))?;
        if disabled {
            access::end_access(tx, id)?;
        }
        note(tx, of_access, if disabled { "user_disabled" } else { "user_enabled" })?;
    }
    users::find_user_info(tx, id)?.ok_or_else(ApiError::not_found)
}

/// Delete an account with everything in it, for ever.
#[utoipa::path(delete, path = "/api/users/{id}", tag = ADMINISTRATION, params(("id" = UserId, Path)), responses(
    (status = 204),
    (status = 409, body = Problem, description = "It is the last admin who can sign in."),
))]
async fn delete_user(state: State, caller: Admin, from: ClientInfo, Id(id): Id<UserId>) -> Result<StatusCode> {
    let (event, now) = (from.event(&state.clock, "user_deleted", Some(&caller.username), None), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            let user = users::find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
            users::delete_user(tx, id)?;
            insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..event }).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

/// End all sessions of an account, revoke its API tokens, and withdraw its links. It can sign in again.
#[utoipa::path(delete, path = "/api/users/{id}/sessions", tag = ADMINISTRATION, params(("id" = UserId, Path)),
    responses((status = 204)))]
async fn delete_user_sessions(state: State, caller: Admin, from: ClientInfo, Id(id): Id<UserId>) -> Result<StatusCode> {
    let (event, now) = (from.event(&state.clock, "access_ended", Some(&caller.username), None), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            let user = users::find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
            access::end_access(tx, id)?;
            insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..event }).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}

/// Take an account's second factors away, so that its password alone signs in: for who lost theirs. All
/// its sessions end.
#[utoipa::path(delete, path = "/api/users/{id}/second-factors", tag = ADMINISTRATION, params(("id" = UserId, Path)),
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
    let (event, now) =
        (from.event(&state.clock, "second_factors_reset", Some(&caller.username), None), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            users::lock_user(tx, id)?;
            let user = users::find_user(tx, id)?.ok_or_else(ApiError::not_found)?;
            if !second_factors::delete_second_factors(tx, id)? {
                return Err(ApiError::not_found());
            }
            access::end_access(tx, id)?;
            insert_audit_event(tx, &AuditEvent { subject: Some(user.username), ..event }).map_err(ApiError::from)
        })
        .await?;
    state.callers.forget_user(id);
    Ok(StatusCode::NO_CONTENT)
}
