//! Who a request comes from: the extractor that every guarded handler starts with.

use crate::State;
use crate::error::{ApiError, Result};
use axum::extract::{FromRef, FromRequestParts};
use domain::ids::{SessionId, UserId};
use domain::times::Timestamp;
use domain::users::{Me, Role};
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::sessions;

/// Milliseconds for which a session that was found alive is taken to be alive.
const TRUSTED_FOR: i64 = 5_000;
/// The sessions remembered at the most.
const MAX_REMEMBERED: usize = 10_000;

/// The signed-in account that a request comes from.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub id: UserId,
    /// The session that the request is of.
    pub session_id: SessionId,
    /// Its name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Caller {
    /// The account as it sees itself.
    pub fn me(&self) -> Me {
        Me { id: self.id, username: self.username.clone(), role: self.role, created_at: self.created_at }
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
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::unauthenticated());
        }
        let claims = state.access_tokens.verify(token.trim()).await?;
        let caller = state.callers.find(&state, claims.sid).await?;
        caller.filter(|caller| caller.id == claims.sub).ok_or_else(ApiError::unauthenticated)
    }
}

/// The sessions that were found alive lately, so that not every request asks the database.
#[derive(Clone, Default)]
pub struct Callers(Arc<Mutex<HashMap<SessionId, (Timestamp, Caller)>>>);

impl Callers {
    /// The account of a session that is alive.
    async fn find(&self, state: &State, id: SessionId) -> Result<Option<Caller>> {
        let now = state.clock.now();
        if let Some((seen_at, caller)) = self.lock().get(&id)
            && now.as_millis() - seen_at.as_millis() < TRUSTED_FOR
        {
            return Ok(Some(caller.clone()));
        }
        let found = state.store.glance(move |tx| sessions::find_session(tx, id)).await?;
        let caller =
            found.filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none()).map(|(_, u)| {
                Caller { id: u.id, session_id: id, username: u.username, role: u.role, created_at: u.created_at }
            });
        match &caller {
            Some(caller) => self.remember(id, now, caller.clone()),
            None => self.forget(id),
        }
        Ok(caller)
    }

    /// Asks the database again for this session.
    pub fn forget(&self, id: SessionId) {
        self.lock().remove(&id);
    }

    /// Asks the database again for all sessions of this account.
    pub fn forget_user(&self, id: UserId) {
        self.lock().retain(|_, (_, caller)| caller.id != id);
    }

    fn remember(&self, id: SessionId, now: Timestamp, caller: Caller) {
        let mut sessions = self.lock();
        if sessions.len() >= MAX_REMEMBERED {
            sessions.retain(|_, (seen_at, _)| now.as_millis() - seen_at.as_millis() < TRUSTED_FOR);
        }
        if sessions.len() < MAX_REMEMBERED {
            sessions.insert(id, (now, caller));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, (Timestamp, Caller)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
