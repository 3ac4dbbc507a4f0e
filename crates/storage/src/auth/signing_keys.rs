//! The keys that access tokens are signed with.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::schema::{Entity, entity, insert, sql};
use crate::sealing::SIGNING_KEY;
use domain::times::Timestamp;
use std::fmt;

/// A key that access tokens are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name, as tokens carry it.
    pub kid: String,
    /// The key itself.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it signs nothing new; nothing while it does.
    pub retired_at: Option<Timestamp>,
}

// Without the key: it must not get into a log.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

entity! {
    SigningKey in SIGNING_KEYS { kid, secret, created_at, retired_at }
}

const LIST_SIGNING_KEYS: &str =
    sql!("SELECT ", SigningKey::COLUMNS, " FROM signing_keys ORDER BY created_at DESC, kid DESC");

/// All keys, the newest first.
pub fn list_signing_keys(tx: &mut Tx) -> Result<Vec<SigningKey>, Error> {
    let sealed: Vec<SigningKey> = tx.query(LIST_SIGNING_KEYS, &[])?;
    let open = |key: SigningKey| {
        let secret = tx.open((SIGNING_KEY, key.kid.as_bytes()), &key.secret)?;
        Ok(SigningKey { secret, ..key })
    };
    sealed.into_iter().map(open).collect()
}

/// Adds a key.
pub fn insert_signing_key(tx: &mut Tx, key: &SigningKey) -> Result<(), Error> {
    let secret = tx.seal((SIGNING_KEY, key.kid.as_bytes()), &key.secret)?;
    insert!(tx, SIGNING_KEYS { kid: key.kid, secret: secret, created_at: key.created_at, retired_at: key.retired_at })
        .map(drop)
}

// PostgreSQL lets two transactions both see that there is none; SQLite has one writer anyway.
const LOCK_SIGNING_KEYS_POSTGRES: &str = "LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE";
const COUNT_SIGNING_KEYS: &str = "SELECT count(*) FROM signing_keys";

/// Adds a key if there is none; gives whether it did. Of several servers that start at once, one
/// does.
pub fn insert_first_signing_key(tx: &mut Tx, key: &SigningKey) -> Result<bool, Error> {
    if tx.engine() == Engine::Postgres {
        tx.batch(LOCK_SIGNING_KEYS_POSTGRES)?;
    }
    let first = tx.query_one::<i64>(COUNT_SIGNING_KEYS, &[])? == 0;
    if first {
        insert_signing_key(tx, key)?;
    }
    Ok(first)
}

const RETIRE_SIGNING_KEY: &str = "UPDATE signing_keys SET retired_at = $2 WHERE kid = $1 AND retired_at IS NULL";

/// Lets a key sign nothing new. False when there is no such key, or it is retired already.
pub fn retire_signing_key(tx: &mut Tx, kid: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(RETIRE_SIGNING_KEY, &[&kid, &now])? == 1)
}

const DELETE_RETIRED_SIGNING_KEYS: &str = "DELETE FROM signing_keys WHERE retired_at < $1";

/// Forgets the keys that were retired before a moment; gives how many.
pub fn delete_retired_signing_keys(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_RETIRED_SIGNING_KEYS, &[&before])
}
