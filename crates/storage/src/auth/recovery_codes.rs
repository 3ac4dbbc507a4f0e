//! Recovery codes. A code is stored as its digest: who reads the database can't use it.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::insert;
use domain::ids::UserId;
use domain::times::Timestamp;

const DELETE_RECOVERY_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";

/// Gives an account these codes, in the place of those before.
pub fn replace_recovery_codes(tx: &mut Tx, user: UserId, hashes: &[[u8; 32]]) -> Result<(), Error> {
    delete_recovery_codes(tx, user)?;
    for hash in hashes {
        insert!(tx, RECOVERY_CODES { user_id: user, code_hash: hash.as_slice() })?;
    }
    Ok(())
}

/// Takes an account's codes away, used ones too; gives how many there were.
pub fn delete_recovery_codes(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_RECOVERY_CODES, &[&user])
}

const COUNT_RECOVERY_CODES: &str = "
    SELECT count(*), count(*) - count(used_at) FROM recovery_codes WHERE user_id = $1";

/// How many codes an account was given, and how many of them are unused.
pub fn count_recovery_codes(tx: &mut Tx, user: UserId) -> Result<(i64, i64), Error> {
    tx.query_one(COUNT_RECOVERY_CODES, &[&user])
}

const USE_RECOVERY_CODE: &str = "
    UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";

/// Uses a code. Of several callers with the same code, one gets true.
pub fn use_recovery_code(tx: &mut Tx, user: UserId, hash: &[u8], now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(USE_RECOVERY_CODE, &[&user, &hash, &now])? == 1)
}
