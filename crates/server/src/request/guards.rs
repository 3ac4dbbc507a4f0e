//! Who a request comes from: the extractors that every guarded handler starts with.

use crate::error::{ApiError, Result};
use crate::security::callers::{Caller, Credential, Key, TRUSTED_FOR};
use crate::security::client_info::ClientInfo;
use crate::security::secrets::hash_of;
use crate::state::State;
use axum::extract::{FromRef, FromRequestParts};
use domain::accounts::audit_events::EventKind;
use domain::accounts::users::Role;
use domain::auth::api_tokens::{PREFIX, Scope};
use domain::ids::SessionId;
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::ops::Deref;
use std::time::Duration;
use storage::Tx;
use storage::auth::{api_tokens, sessions};
use storage::users::{self, User};

/// What others than admins are told.
const ADMINS_ONLY: &str = "Only admins can do this.";

/// Whether an account that still has to set up two-factor authentication can use a path: its own account, but not
/// what would give it another way in.
fn is_for_setting_up(path: &str) -> bool {
    path == "/api/me" || path.starts_with("/api/me/") && !path.starts_with("/api/me/tokens")
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let state = State::from_ref(state);
        let caller = find_caller(&state, bearer(parts)?, TRUSTED_FOR).await?;
        if caller.must_set_up_second_factor && !is_for_setting_up(parts.uri.path()) {
            let detail = "Two-factor authentication is required here. Set it up on the account page first.";
            return Err(refused(parts, &state, &caller, detail).await);
        }
        if caller.credential == Credential::ApiToken(Scope::Read) && !parts.method.is_safe() {
            let detail = "This API token can only read. Create one with the scope “write” to make changes.";
            return Err(refused(parts, &state, &caller, detail).await);
        }
        Ok(caller)
    }
}

/// The token of a request.
fn bearer(parts: &Parts) -> Result<&str> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(ApiError::unauthenticated()) }
}

/// The account of a token that is valid and alive, or was found so at most this long ago.
async fn find_caller(state: &State, token: &str, trusted_for: Duration) -> Result<Caller> {
    let find = async |key| state.callers.find_within(&state.store, &state.clock, key, trusted_for).await;
    let caller = if token.starts_with(PREFIX) {
        find(Key::ApiToken(hash_of(token))).await?
    } else {
        let claims = state.access_tokens.verify(token).await?;
        find(Key::Session(claims.sid)).await?.filter(|caller| caller.id == claims.sub)
    };
    caller.ok_or_else(ApiError::unauthenticated)
}

/// A caller whose request stays open, and who can lose the right to it meanwhile.
pub struct Standing {
    caller: Caller,
    token: String,
}

impl Standing {
    /// Makes sure that the token is still valid, and that it was alive at most this long ago.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] when it isn't, and those of the database.
    pub async fn recheck(&self, state: &State, trusted_for: Duration) -> Result<()> {
        let caller = find_caller(state, &self.token, trusted_for).await?;
        let may_stay = !caller.must_set_up_second_factor;
        may_stay.then_some(()).ok_or_else(ApiError::unauthenticated)
    }

    /// Makes sure that the session or the API token still lives and its account may sign in, for what comes of a long
    /// request. That an access token has expired meanwhile doesn't matter: it was valid when the request began.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] when it has ended.
    pub fn recheck_in(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let user = match self.caller.credential {
            Credential::Session(id) => {
                let found = sessions::lock_session(tx, self.caller.id, id)?;
                found.filter(|(session, _)| session.expires_at > now).map(|(_, user)| user)
            }
            Credential::ApiToken(_) => {
                let found = api_tokens::find_api_token(tx, &hash_of(&self.token))?;
                found.filter(|(token, _)| token.expires_at > now).map(|(_, user)| user)
            }
        };
        user.filter(|user| user.disabled_at.is_none()).map(drop).ok_or_else(ApiError::unauthenticated)
    }
}

impl Deref for Standing {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Standing
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        Ok(Self { caller, token: bearer(parts)?.to_owned() })
    }
}

/// A caller who signed in: what accounts are managed by. API tokens are refused.
#[derive(Debug, Clone)]
pub struct SignedIn {
    caller: Caller,
    /// The session that the request is of.
    pub session_id: SessionId,
}

impl SignedIn {
    /// Makes sure that the session still lives and its account may sign in, and keeps it so until the
    /// transaction ends; gives the account as it is now. What grants something begins its transaction with this:
    /// what the extractor found may be five seconds old.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] when the session has ended.
    pub fn recheck(&self, tx: &mut Tx, now: Timestamp) -> Result<User> {
        let found = sessions::lock_session(tx, self.id, self.session_id)?;
        let alive = found.filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none());
        alive.map(|(_, user)| user).ok_or_else(ApiError::unauthenticated)
    }
}

impl Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller.credential {
            Credential::Session(session_id) => Ok(Self { caller, session_id }),
            Credential::ApiToken(_) => {
                let detail = "API tokens can't manage accounts or tokens. Sign in for that.";
                Err(refused(parts, &State::from_ref(state), &caller, detail).await)
            }
        }
    }
}

/// An admin who signed in: whoever manages the accounts of others. API tokens are refused.
#[derive(Debug, Clone)]
pub struct Admin(SignedIn);

impl Admin {
    /// As [`SignedIn::recheck`], and that the account is still an admin.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] or [`ProblemKind::Forbidden`].
    pub fn recheck(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        // In the order of whatever changes admins, so that two who change each other don't wait for each other.
        users::lock_admins(tx)?;
        match self.0.recheck(tx, now)?.role {
            Role::Admin => Ok(()),
            Role::Member => Err(ApiError::new(ProblemKind::Forbidden, ADMINS_ONLY)),
        }
    }
}

impl Deref for Admin {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let caller = SignedIn::from_request_parts(parts, state).await?;
        match caller.role {
            Role::Admin => Ok(Self(caller)),
            Role::Member => Err(refused(parts, &State::from_ref(state), &caller, ADMINS_ONLY).await),
        }
    }
}

/// The answer to what a caller may not do, which is noted in the audit log.
async fn refused(parts: &mut Parts, state: &State, caller: &Caller, detail: &str) -> ApiError {
    let Ok(from) = ClientInfo::from_request_parts(parts, state).await;
    match state.note_refusal(&from, EventKind::AccessRefused, Some(&caller.username)).await {
        Ok(()) => ApiError::new(ProblemKind::Forbidden, detail),
        Err(error) => error,
    }
}
