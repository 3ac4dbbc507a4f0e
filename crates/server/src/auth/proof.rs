//! Proving once more who somebody is that is signed in: for what opens another way in, or can't be undone.

use crate::error::{ApiError, Result};
use crate::request::guards::SignedIn;
use crate::security::rate_limits::Attempts;
use crate::state::State;
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use storage::Tx;
use storage::auth::sessions::{self, Session};
use storage::users::User;

/// Seconds for which a sign-in proves who somebody is without another password.
const RECENT: i64 = 600;

/// Somebody who has proven who they are.
pub struct Proof(SignedIn);

impl Proof {
    /// Makes sure in the transaction that makes use of it that the proof still holds, as [`SignedIn::recheck`]:
    /// whatever changes the password ends the session, unless the session itself changed it. The hash says nothing
    /// of that: a sign-in may have replaced it by a newer one of the same password.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] when the session has ended.
    pub fn recheck(&self, tx: &mut Tx, now: Timestamp) -> Result<User> {
        self.0.recheck(tx, now)
    }
}

/// Verifies the password of somebody who is signed in; the attempt is counted first. An account without a
/// password must have signed in a moment ago.
///
/// # Errors
/// The field, when the password is wrong, and too many attempts.
pub async fn prove(state: &State, caller: &SignedIn, field: &str, password: String) -> Result<Proof> {
    let (id, session_id, now) = (caller.id, caller.session_id, state.clock.now());
    let attempts = Attempts::of_proof(id);
    if let Some(excess) = state.count(&attempts).await? {
        return Err(excess.into());
    }
    let found = state.store.read_inline(move |tx| sessions::find_session(tx, session_id)).await?;
    let (session, user) = found.ok_or_else(ApiError::unauthenticated)?;
    if user.password_hash.is_none() && !is_recent(&session, now) {
        let detail = "This needs a sign-in within the last ten minutes. Sign out, then sign in through your provider.";
        return Err(ApiError::new(ProblemKind::Forbidden, detail));
    }
    if user.password_hash.is_some()
        && !state.passwords.verify(password, user.password_hash, &state.clock).await?.is_right
    {
        return Err(ApiError::field(field, "wrong", "Wrong password."));
    }
    state.rate_limits.forgive(&state.store, &attempts).await?;
    Ok(Proof(caller.clone()))
}

/// As [`prove`], but a sign-in of the last ten minutes is enough.
///
/// # Errors
/// As [`prove`], and the field `password` when it is missing and needed.
pub async fn prove_or_recent(state: &State, caller: &SignedIn, password: String) -> Result<Proof> {
    if !password.is_empty() || !caller.has_password {
        return prove(state, caller, "password", password).await;
    }
    let (session_id, now) = (caller.session_id, state.clock.now());
    let found = state.store.read_inline(move |tx| sessions::find_session(tx, session_id)).await?;
    let (session, _) = found.ok_or_else(ApiError::unauthenticated)?;
    if !is_recent(&session, now) {
        return Err(ApiError::field("password", "required", "Enter your password to confirm."));
    }
    Ok(Proof(caller.clone()))
}

fn is_recent(session: &Session, now: Timestamp) -> bool {
    session.created_at.plus_seconds(RECENT) >= now
}
