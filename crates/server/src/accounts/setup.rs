//! Making the first account, with a one-time token that only who can read the server's output has.

mod restoring;

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::SameOrigin;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::random_token;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use domain::accounts::users::{Me, Role, SetupDraft, SetupState};
use domain::ids::UserId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::setup;
use storage::users::{self, User};
use subtle::ConstantTimeEq;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_setup, create_setup)).merge(restoring::routes())
}

/// The token that makes the first account; none once there is an account. All instances and all
/// starts have the same one.
///
/// # Errors
/// When the database can't be read or written.
pub async fn setup_token(state: &State) -> Result<Option<String>> {
    let token = random_token::<24>(&state.clock);
    state
        .store
        .write(move |tx| {
            if users::count_users(tx)? > 0 {
                return Ok(None);
            }
            setup::insert_setup_token(tx, &token)?;
            setup::find_setup_token(tx).map_err(ApiError::from)
        })
        .await
}

/// Check whether the first account still has to be created.
#[utoipa::path(get, path = "/api/setup", tag = SESSIONS, security(()), responses((status = 200, body = SetupState)))]
async fn get_setup(state: State) -> Result<axum::Json<SetupState>> {
    let users = state.store.read(users::count_users).await?;
    Ok(axum::Json(SetupState { required: users == 0 }))
}

/// Create the first account, an admin.
#[utoipa::path(post, path = "/api/setup", tag = SESSIONS, request_body = SetupDraft, security(()), responses(
    (status = 201, body = Me),
    (status = 403, body = Problem, description = "The token is wrong."),
    (status = 409, body = Problem, description = "There already is an account."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_setup(
    state: State,
    _: SameOrigin,
    from: ClientInfo,
    body: Json,
) -> Result<(StatusCode, axum::Json<Me>)> {
    let new = body.parse(SetupDraft::parse)?;
    let token = new.token.clone();
    if let Some(excess) = state.count(&Attempts::of_setup(&from)).await? {
        return Err(excess.into());
    }
    // The token is looked at before the work of hashing, so that strangers can't cause it.
    state.store.read(move |tx| check(tx, &token)).await?;
    let password_hash = state.passwords.hash(new.user.password, &state.clock).await?;
    let user = User {
        id: UserId(state.clock.id()),
        username: new.user.username,
        password_hash: Some(password_hash),
        role: Role::Admin,
        created_at: state.clock.now(),
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    };
    let me = crate::security::callers::me(&user);
    let event = from.event(&state.clock, EventKind::SetupDone, Some(&user.username), Some(&user.username));
    state
        .store
        .write(move |tx| {
            check(tx, &new.token)?;
            // Of several who got here at once, one takes the token away.
            if setup::delete_setup_token(tx, &new.token)? && users::insert_user(tx, &user)? {
                insert_audit_event(tx, &event).map_err(ApiError::from)
            } else {
                Err(done_already())
            }
        })
        .await?;
    tracing::info!("the first account was made");
    Ok((StatusCode::CREATED, axum::Json(me)))
}

fn check(tx: &mut Tx, token: &str) -> Result<()> {
    let expected = setup::find_setup_token(tx)?;
    match expected {
        _ if users::count_users(tx)? > 0 => Err(done_already()),
        Some(expected) if bool::from(expected.as_bytes().ct_eq(token.as_bytes())) => Ok(()),
        _ => {
            let detail = "This setup token is not valid. The server prints the link with the right one when it starts.";
            Err(ApiError::new(ProblemKind::Forbidden, detail))
        }
    }
}

fn done_already() -> ApiError {
    ApiError::new(ProblemKind::Conflict, "The first account already exists. Sign in.")
}
