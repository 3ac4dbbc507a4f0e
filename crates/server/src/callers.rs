//! Who a request comes from: the extractors that every guarded handler starts with.

use crate::State;
use crate::api_tokens::hash_of;
use crate::error::{ApiError, Result};
use axum::extract::{FromRef, FromRequestParts};
use domain::api_tokens::{PREFIX, Scope};
use domain::ids::{SessionId, UserId};
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use domain::users::{Me, Role};
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::users::User;
use storage::{api_tokens, sessions};

/// Milliseconds for which a session or a token that was found alive is taken to be alive.
const TRUSTED_FOR: i64 = 5_000;
/// Milliseconds after which the use of an API token is noted again.
const USE_NOTED_FOR: i64 = 60_000;
/// The sessions and tokens remembered at the most.
const MAX_REMEMBERED: usize = 10_000;

/// The account that a request comes from: by an access token or by an API token whose scope allows
/// the request's method.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub id: UserId,
    /// Its name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it has a password.
    pub has_password: bool,
    /// What it came with.
    pub credential: Credential,
}

/// What a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The access token of this session.
    Session(SessionId),
    /// An API token.
    ApiToken(Scope),
}

impl Caller {
    fn new(user: User, credential: Credential) -> Self {
        let has_password = user.password_hash.is_some();
        let User { id, username, role, created_at, .. } = user;
        Self { id, username, role, created_at, has_password, credential }
    }

    /// The account as it sees itself.
    pub fn me(&self) -> Me {
        Me {
            id: self.id,
            username: self.username.clone(),
            role: self.role,
            created_at: self.created_at,
            has_password: self.has_password,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let state = State::from_ref(state);
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (scheme, token) = header.split_once(' ').unwrap_or_default();
        let token = token.trim();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::unauthenticated());
        }
        let caller = if token.starts_with(PREFIX) {
            state.callers.find(&state, Key::ApiToken(hash_of(token))).await?
        } else {
            let claims = state.access_tokens.verify(token).await?;
            state.callers.find(&state, Key::Session(claims.sid)).await?.filter(|caller| caller.id == claims.sub)
        };
        let caller = caller.ok_or_else(ApiError::unauthenticated)?;
        if caller.credential == Credential::ApiToken(Scope::Read) && !parts.method.is_safe() {
            let detail = "This API token may only read. Make one with the scope “write” to change anything.";
            return Err(ApiError::new(ProblemKind::Forbidden, detail));
        }
        Ok(caller)
    }
}

/// A caller who signed in: what accounts are managed by. API tokens are refused.
#[derive(Debug, Clone)]
pub struct SignedIn {
    caller: Caller,
    /// The session that the request is of.
    pub session_id: SessionId,
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
                Err(ApiError::new(ProblemKind::Forbidden, detail))
            }
        }
    }
}

/// An admin who signed in: whoever manages the accounts of others. API tokens are refused.
#[derive(Debug, Clone)]
pub struct Admin(SignedIn);

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
            Role::Member => Err(ApiError::new(ProblemKind::Forbidden, "Only admins may do this.")),
        }
    }
}

/// What a caller is remembered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Session(SessionId),
    ApiToken([u8; 32]),
}

/// The sessions and tokens that were found alive lately, so that not every request asks the database.
#[derive(Clone, Default)]
pub struct Callers(Arc<Mutex<HashMap<Key, (Timestamp, Caller)>>>);

impl Callers {
    /// The account of a session or a token that is alive.
    async fn find(&self, state: &State, key: Key) -> Result<Option<Caller>> {
        let now = state.clock.now();
        if let Some((seen_at, caller)) = self.lock().get(&key)
            && now.as_millis() - seen_at.as_millis() < TRUSTED_FOR
        {
            return Ok(Some(caller.clone()));
        }
        let caller = match key {
            Key::Session(id) => find_session(state, id, now).await?,
            Key::ApiToken(hash) => find_api_token(state, hash, now).await?,
        };
        match &caller {
            Some(caller) => self.remember(key, now, caller.clone()),
            None => drop(self.lock().remove(&key)),
        }
        Ok(caller)
    }

    /// Asks the database again for this session.
    pub fn forget(&self, id: SessionId) {
        self.lock().remove(&Key::Session(id));
    }

    /// Asks the database again for all sessions and tokens of this account.
    pub fn forget_user(&self, id: UserId) {
        self.lock().retain(|_, (_, caller)| caller.id != id);
    }

    fn remember(&self, key: Key, now: Timestamp, caller: Caller) {
        let mut callers = self.lock();
        if callers.len() >= MAX_REMEMBERED {
            callers.retain(|_, (seen_at, _)| now.as_millis() - seen_at.as_millis() < TRUSTED_FOR);
        }
        if callers.len() < MAX_REMEMBERED {
            callers.insert(key, (now, caller));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (Timestamp, Caller)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn find_session(state: &State, id: SessionId, now: Timestamp) -> Result<Option<Caller>> {
    let found = state.store.glance(move |tx| sessions::find_session(tx, id)).await?;
    let alive = found.filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none());
    Ok(alive.map(|(_, user)| Caller::new(user, Credential::Session(id))))
}

async fn find_api_token(state: &State, hash: [u8; 32], now: Timestamp) -> Result<Option<Caller>> {
    let found = state.store.glance(move |tx| api_tokens::find_api_token(tx, &hash)).await?;
    let Some((token, user)) = found.filter(|(token, user)| token.expires_at > now && user.disabled_at.is_none()) else {
        return Ok(None);
    };
    if token.last_used_at.is_none_or(|used| now.as_millis() - used.as_millis() >= USE_NOTED_FOR) {
        state.store.write(move |tx| api_tokens::update_last_use(tx, token.id, now)).await?;
    }
    Ok(Some(Caller::new(user, Credential::ApiToken(token.scope))))
}
