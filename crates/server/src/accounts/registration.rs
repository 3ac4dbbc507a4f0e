//! Making an account for oneself: by an invite, or without one where anyone may.

use crate::accounts::links::{no_longer_good, open_link};
use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::SameOrigin;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::hash_of;
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::registration::{NewRegistration, RegistrationDraft};
use domain::accounts::users::{Me, Role};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links::{Link, Purpose, use_link};
use storage::accounts::settings::find_settings;
use storage::users::{self, User};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(register))
}

/// Create your own account, with an invite or where registration is open.
#[utoipa::path(post, path = "/api/auth/registration", tag = SESSIONS, request_body = RegistrationDraft, security(()),
    responses(
        (status = 201, body = Me),
        (status = 403, body = Problem, description = "The invite isn’t valid, registration is by invite only, or passwords aren’t accepted here."),
        (status = 422, body = Problem, description = "The username is taken, or a field isn’t valid."),
        (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn register(state: State, _: SameOrigin, from: ClientInfo, body: Json) -> Result<(StatusCode, axum::Json<Me>)> {
    // Its account could not sign in.
    state.require_password_login()?;
    let NewRegistration { token, user: new } = body.parse(RegistrationDraft::parse)?;
    // Whether they may is asked before the work of hashing, so that strangers can't cause it.
    match &token {
        Some(token) => drop(open_link(&state, &from, token).await?),
        None => admit(&state, &from).await?,
    }
    let password_hash = state.passwords.hash(new.password, &state.clock).await?;
    let user = User {
        id: UserId(state.clock.id()),
        username: new.username,
        password_hash: Some(password_hash),
        role: Role::Member,
        created_at: state.clock.now(),
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    };
    let name = user.username.as_str();
    let event = from.event(&state.clock, EventKind::Registered, Some(name), Some(name));
    let hash = token.as_deref().map(hash_of);
    let user = state.store.write(move |tx| add(tx, user, hash, event)).await?;
    Ok((StatusCode::CREATED, axum::Json(crate::security::callers::me(&user))))
}

/// Whether an account can be made without an invite; the attempt is counted.
async fn admit(state: &State, from: &ClientInfo) -> Result<()> {
    state.store.read(check_open).await?;
    let excess = state.count(&Attempts::of_registration(from)).await?;
    excess.map_or(Ok(()), |excess| Err(excess.into()))
}

fn check_open(tx: &mut Tx) -> Result<()> {
    // The first account is an admin, and its token is for whoever runs the server.
    if find_settings(tx)?.registration_open && users::count_users(tx)? > 0 {
        return Ok(());
    }
    let detail = "You need an invite to create an account here. Ask an admin for one.";
    Err(ApiError::new(ProblemKind::Forbidden, detail))
}

/// Makes the account, by the invite with this digest if there is one. All is asked again, for in
/// the meantime somebody else may have used the invite.
fn add(tx: &mut Tx, user: User, invite: Option<[u8; 32]>, event: AuditEvent) -> Result<User> {
    let (user, event) = if let Some(hash) = invite {
        let link = use_link(tx, &hash, user.created_at)?;
        let Some(Link { purpose: Purpose::Invite(role), created_by, .. }) = link else { return Err(no_longer_good()) };
        let event =
            AuditEvent { event: EventKind::InviteAccepted.as_str().to_owned(), subject: Some(created_by), ..event };
        (User { role, ..user }, event)
    } else {
        check_open(tx)?;
        (user, event)
    };
    if !users::insert_user(tx, &user)? {
        return Err(ApiError::field("username", "taken", "That username is taken. Choose another."));
    }
    insert_audit_event(tx, &event)?;
    Ok(user)
}
