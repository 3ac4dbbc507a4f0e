//! Passkeys, and the challenges that they are to answer.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, insert, sql};
use domain::auth::passkeys::PasskeyInfo;
use domain::ids::{PasskeyChallengeId, PasskeyId, UserId};
use domain::times::Timestamp;

/// A passkey with its key.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// What its account sees of it.
    pub info: PasskeyInfo,
    /// Whose it is.
    pub user_id: UserId,
    /// The name that the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// The public key with its counter, as the library writes it.
    pub credential: String,
}

entity! {
    PasskeyInfo in PASSKEYS { id, name, created_at, last_used_at }
}

entity! {
    Passkey in PASSKEYS { info: PasskeyInfo, user_id, credential_id, credential }
}

/// Adds a passkey. False when it is somebody's already.
pub fn insert_passkey(tx: &mut Tx, it: &Passkey) -> Result<bool, Error> {
    let inserted = insert!(
        tx,
        PASSKEYS {
            id: it.info.id,
            user_id: it.user_id,
            name: it.info.name,
            credential_id: it.credential_id,
            credential: it.credential,
            created_at: it.info.created_at,
        },
        "ON CONFLICT (credential_id) DO NOTHING"
    )?;
    Ok(inserted == 1)
}

const LIST_PASSKEYS: &str =
    sql!("SELECT ", Passkey::COLUMNS, " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id");

/// The passkeys of an account, the oldest first.
pub fn list_passkeys(tx: &mut Tx, user: UserId) -> Result<Vec<Passkey>, Error> {
    tx.query(LIST_PASSKEYS, &[&user])
}

const FIND_PASSKEY: &str = sql!("SELECT ", Passkey::COLUMNS, " FROM passkeys WHERE credential_id = $1");

/// The passkey that the authenticator calls so, whosever it is.
pub fn find_passkey(tx: &mut Tx, credential_id: &[u8]) -> Result<Option<Passkey>, Error> {
    tx.query_opt(FIND_PASSKEY, &[&credential_id])
}

const USE_PASSKEY: &str = "
    UPDATE passkeys SET credential = $3, last_used_at = $4 WHERE id = $1 AND credential = $2";

/// Notes that a passkey was used, and its new counter. False when it was used elsewhere since it was
/// read, or is gone.
pub fn use_passkey(tx: &mut Tx, before: &Passkey, credential: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(USE_PASSKEY, &[&before.info.id, &before.credential, &credential, &now])? == 1)
}

const UPDATE_PASSKEY: &str = "UPDATE passkeys SET name = $3 WHERE user_id = $1 AND id = $2";

/// Gives a passkey of an account another name. False when the account has no such passkey.
pub fn update_passkey(tx: &mut Tx, user: UserId, id: PasskeyId, name: &str) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_PASSKEY, &[&user, &id, &name])? == 1)
}

const DELETE_PASSKEY: &str = "DELETE FROM passkeys WHERE user_id = $1 AND id = $2";

/// Deletes a passkey of an account. False when the account has no such passkey.
pub fn delete_passkey(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_PASSKEY, &[&user, &id])? == 1)
}

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeKind {
    /// Adding a passkey.
    Registration,
    /// Signing in with one.
    Authentication,
}

impl ChallengeKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Authentication => "authentication",
        }
    }
}

/// What a passkey is asked to sign.
pub struct Challenge {
    /// Whose passkey it must be; nothing when anybody's will do.
    pub user_id: Option<UserId>,
    /// What the library has to know to verify the answer.
    pub state: String,
    /// When it was made. Whether it has expired is for the caller to see.
    pub created_at: Timestamp,
}

entity! {
    Challenge in PASSKEY_CHALLENGES { user_id, state, created_at }
}

/// Adds a challenge.
pub fn insert_challenge(tx: &mut Tx, id: PasskeyChallengeId, kind: ChallengeKind, it: &Challenge) -> Result<(), Error> {
    insert!(
        tx,
        PASSKEY_CHALLENGES {
            id: id,
            user_id: it.user_id,
            kind: kind.as_str(),
            state: it.state,
            created_at: it.created_at,
        }
    )
    .map(drop)
}

const TAKE_CHALLENGE: &str =
    sql!("DELETE FROM passkey_challenges WHERE id = $1 AND kind = $2 RETURNING ", Challenge::COLUMNS);

/// Takes a challenge away to be answered: each is answered once. Of several callers, one gets it.
pub fn take_challenge(tx: &mut Tx, id: PasskeyChallengeId, kind: ChallengeKind) -> Result<Option<Challenge>, Error> {
    tx.query_opt(TAKE_CHALLENGE, &[&id, &kind.as_str()])
}

const DELETE_EXPIRED_CHALLENGES: &str = "DELETE FROM passkey_challenges
    WHERE id IN (SELECT id FROM passkey_challenges WHERE created_at < $1 LIMIT $2) AND created_at < $1";

/// Forgets the challenges that were made before a moment; gives how many there were, [`PORTION`] at the most.
pub fn delete_expired_challenges(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_CHALLENGES, &[&before, &PORTION])
}
