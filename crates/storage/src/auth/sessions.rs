//! Sessions: the browsers and programs that are signed in.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Both, Entity, entity, insert, sql};
use crate::sealing::SESSION;
use crate::users::{self, User};
use domain::ids::{SessionId, UserId};
use domain::times::Timestamp;
use std::fmt;

/// One signed-in browser or program.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When its refresh token was last used.
    pub last_used_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What they signed in with, in words.
    pub client: String,
    /// Where they came from the last time.
    pub address: String,
    /// Which of its refresh tokens is the valid one, counted up.
    pub generation: i64,
    /// Milliseconds since that one became valid, by the database's clock: servers may differ in theirs.
    /// Negative when the database's clock was set back.
    pub generation_age: i64,
    /// What its refresh tokens are made from.
    pub secret: Vec<u8>,
}

// Without the secret: it must not get into a log.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Session");
        text.field("id", &self.id).field("user_id", &self.user_id).field("generation", &self.generation);
        text.finish_non_exhaustive()
    }
}

entity! {
    Session in SESSIONS {
        id,
        user_id,
        created_at,
        last_used_at,
        expires_at,
        client,
        address,
        generation,
        secret,
        // Each engine computes it in its own way.
        generation_age = _,
    }
}

// The clock of the database is the one that all servers share. A transaction may have waited for a lock:
// it is this moment that counts, not the one at which it began.
const NOW_SQLITE: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const NOW_POSTGRES: &str = "clock_timestamp()";
const AGE_SQLITE: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER) - sessions.rotated_at";
const AGE_POSTGRES: &str = "CAST(EXTRACT(EPOCH FROM clock_timestamp() - sessions.rotated_at) * 1000 AS bigint)";

/// Signs somebody in. The first generation begins now, whatever age the session says.
pub fn insert_session(tx: &mut Tx, session: &Session) -> Result<(), Error> {
    let secret = tx.seal((SESSION, session.id.0.as_bytes()), &session.secret)?;
    insert!(
        tx,
        SESSIONS {
            id: session.id,
            user_id: session.user_id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            client: session.client,
            address: session.address,
            generation: session.generation,
            secret: secret,
        },
        by engine rotated_at = (NOW_SQLITE, NOW_POSTGRES)
    )
    .map(drop)
}

const FROM: &str = " FROM sessions JOIN users ON users.id = sessions.user_id WHERE ";
/// Sessions with their accounts.
const SELECT_SQLITE: &str = sql!("SELECT ", Session::COLUMNS, ", ", AGE_SQLITE, ", ", User::COLUMNS, FROM);
const SELECT_POSTGRES: &str = sql!("SELECT ", Session::COLUMNS, ", ", AGE_POSTGRES, ", ", User::COLUMNS, FROM);

const BY_ID: &str = "sessions.id = $1";
const FIND_SESSION_SQLITE: &str = sql!(SELECT_SQLITE, BY_ID);
const FIND_SESSION_POSTGRES: &str = sql!(SELECT_POSTGRES, BY_ID);

/// The session of this id and its account. Whether it has expired is for the caller to see.
pub fn find_session(tx: &mut Tx, id: SessionId) -> Result<Option<(Session, User)>, Error> {
    let sql = if tx.engine() == Engine::Sqlite { FIND_SESSION_SQLITE } else { FIND_SESSION_POSTGRES };
    let found: Option<Both<Session, User>> = tx.query_opt(sql, &[&id])?;
    let Some(Both(session, user)) = found else { return Ok(None) };
    let secret = tx.open((SESSION, session.id.0.as_bytes()), &session.secret)?;
    Ok(Some((Session { secret, ..session }, user)))
}

const OF_USER: &str = "users.id = $1 AND sessions.expires_at > $2 ORDER BY sessions.last_used_at DESC, sessions.id";
const LIST_SESSIONS_SQLITE: &str = sql!(SELECT_SQLITE, OF_USER);
const LIST_SESSIONS_POSTGRES: &str = sql!(SELECT_POSTGRES, OF_USER);

/// The sessions of an account that have not expired, the last used first; their secrets stay sealed.
pub fn list_sessions(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<Session>, Error> {
    let sql = if tx.engine() == Engine::Sqlite { LIST_SESSIONS_SQLITE } else { LIST_SESSIONS_POSTGRES };
    let found: Vec<Both<Session, User>> = tx.query(sql, &[&user, &now])?;
    Ok(found.into_iter().map(|Both(session, _)| session).collect())
}

// Another row lock than that of the account: a session that ends waits for what it is granting.
const LOCK_SESSION_SQLITE: &str = "SELECT id FROM sessions WHERE id = $1";
const LOCK_SESSION_POSTGRES: &str = "SELECT id FROM sessions WHERE id = $1 FOR SHARE";

/// Finds a session and its account as they are now, and keeps both from changing until the transaction
/// ends: for what is granted because of them. Locks the account first, as whatever changes it does.
pub fn lock_session(tx: &mut Tx, user: UserId, id: SessionId) -> Result<Option<(Session, User)>, Error> {
    let sql = if tx.engine() == Engine::Sqlite { LOCK_SESSION_SQLITE } else { LOCK_SESSION_POSTGRES };
    if !users::lock_user(tx, user)? || tx.query_opt::<SessionId>(sql, &[&id])?.is_none() {
        return Ok(None);
    }
    Ok(find_session(tx, id)?.filter(|(session, _)| session.user_id == user))
}

const ADVANCE_SESSION_SQLITE: &str = "
    UPDATE sessions SET generation = generation + 1, last_used_at = $3, address = $4,
        rotated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
    WHERE id = $1 AND generation = $2
        AND rotated_at NOT BETWEEN CAST(unixepoch('subsec') * 1000 AS INTEGER) - $5
            AND CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const ADVANCE_SESSION_POSTGRES: &str = "
    UPDATE sessions SET generation = generation + 1, last_used_at = $3, address = $4,
        rotated_at = clock_timestamp()
    WHERE id = $1 AND generation = $2
        AND rotated_at NOT BETWEEN clock_timestamp() - CAST($5 AS bigint) * interval '1 millisecond' AND clock_timestamp()";

/// Makes the next refresh token the valid one, unless this generation began within the last
/// `grace` milliseconds. Of several callers that saw the same generation, one gets true.
pub fn advance_session(
    tx: &mut Tx,
    id: SessionId,
    (from_generation, grace): (i64, i64),
    (now, address): (Timestamp, &str),
) -> Result<bool, Error> {
    let sql = if tx.engine() == Engine::Sqlite { ADVANCE_SESSION_SQLITE } else { ADVANCE_SESSION_POSTGRES };
    Ok(tx.execute(sql, &[&id, &from_generation, &now, &address, &grace])? == 1)
}

const DELETE_SESSION: &str = "DELETE FROM sessions WHERE id = $1";

/// Ends a session. False when there is no such session.
pub fn delete_session(tx: &mut Tx, id: SessionId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_SESSION, &[&id])? == 1)
}

const DELETE_SESSION_OF: &str = "DELETE FROM sessions WHERE user_id = $1 AND id = $2";

/// Ends a session of an account. False when the account has no such session.
pub fn delete_session_of(tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_SESSION_OF, &[&user, &id])? == 1)
}

const DELETE_OTHER_SESSIONS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";

/// Ends all sessions of an account but one; gives how many there were.
pub fn delete_other_sessions(tx: &mut Tx, user: UserId, kept: SessionId) -> Result<u64, Error> {
    tx.execute(DELETE_OTHER_SESSIONS, &[&user, &kept])
}

const DELETE_SESSIONS_OF: &str = "DELETE FROM sessions WHERE user_id = $1";

/// Ends all sessions of an account; gives how many there were.
pub fn delete_sessions_of(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_SESSIONS_OF, &[&user])
}

const DELETE_EXPIRED_SESSIONS: &str = "DELETE FROM sessions
    WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2) AND expires_at <= $1";

/// Forgets the sessions that have expired; gives how many there were, [`PORTION`] at the most.
pub fn delete_expired_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_SESSIONS, &[&now, &PORTION])
}
