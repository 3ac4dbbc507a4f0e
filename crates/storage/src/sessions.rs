//! Sessions: the browsers and programs that are signed in.

use crate::PORTION;
use crate::engine::{FromRow, Row, Tx};
use crate::error::Error;
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
    /// When its refresh token last changed.
    pub rotated_at: Timestamp,
    /// What they signed in with, in words.
    pub client: String,
    /// Where they came from the last time.
    pub address: String,
    /// Which of its refresh tokens is the valid one, counted up.
    pub generation: i64,
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

/// A session and its account, in one row.
struct SessionRow(Session, User);

impl FromRow for SessionRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        // The account's columns come first, as `User` reads them.
        let user = User::from_row(row)?;
        let at = users::COLUMN_COUNT;
        let session = Session {
            id: row.get(at)?,
            user_id: user.id,
            created_at: row.get(at + 1)?,
            last_used_at: row.get(at + 2)?,
            expires_at: row.get(at + 3)?,
            rotated_at: row.get(at + 4)?,
            client: row.get(at + 5)?,
            address: row.get(at + 6)?,
            generation: row.get(at + 7)?,
            secret: row.get(at + 8)?,
        };
        Ok(Self(session, user))
    }
}

const INSERT_SESSION: &str = "
    INSERT INTO sessions
        (id, user_id, created_at, last_used_at, expires_at, rotated_at, client, address, generation, secret)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Signs somebody in.
pub fn insert_session(tx: &mut Tx, session: &Session) -> Result<(), Error> {
    tx.execute(
        INSERT_SESSION,
        &[
            &session.id,
            &session.user_id,
            &session.created_at,
            &session.last_used_at,
            &session.expires_at,
            &session.rotated_at,
            &session.client,
            &session.address,
            &session.generation,
            &session.secret,
        ],
    )?;
    Ok(())
}

/// Sessions with their accounts.
fn select(condition: &str) -> String {
    format!(
        "SELECT {}, sessions.id, sessions.created_at, sessions.last_used_at, sessions.expires_at,
            sessions.rotated_at, sessions.client, sessions.address, sessions.generation, sessions.secret
         FROM sessions JOIN users ON users.id = sessions.user_id WHERE {condition}",
        users::COLUMNS
    )
}

/// The session of this id and its account. Whether it has expired is for the caller to see.
pub fn find_session(tx: &mut Tx, id: SessionId) -> Result<Option<(Session, User)>, Error> {
    let found = tx.query_opt::<SessionRow>(&select("sessions.id = $1"), &[&id])?;
    Ok(found.map(|SessionRow(session, user)| (session, user)))
}

/// The sessions of an account that have not expired, the last used first.
pub fn list_sessions(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<Session>, Error> {
    let condition = "users.id = $1 AND sessions.expires_at > $2 ORDER BY sessions.last_used_at DESC, sessions.id";
    let found = tx.query::<SessionRow>(&select(condition), &[&user, &now])?;
    Ok(found.into_iter().map(|SessionRow(session, _)| session).collect())
}

const ADVANCE_SESSION: &str = "
    UPDATE sessions SET generation = generation + 1, last_used_at = $3, rotated_at = $3, address = $4
    WHERE id = $1 AND generation = $2";

/// Makes the next refresh token the valid one. Of several callers that saw the same generation,
/// one gets true.
pub fn advance_session(
    tx: &mut Tx,
    id: SessionId,
    from_generation: i64,
    (now, address): (Timestamp, &str),
) -> Result<bool, Error> {
    Ok(tx.execute(ADVANCE_SESSION, &[&id, &from_generation, &now, &address])? == 1)
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
