//! Browsers that an account was signed in with before.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::insert;
use domain::ids::UserId;
use domain::times::Timestamp;

const USE_DEVICE: &str = "UPDATE known_devices SET last_used_at = $3 WHERE token_hash = $1 AND user_id = $2";

/// Whether this browser is known for this account.
pub fn is_known(tx: &mut Tx, user: UserId, token_hash: &[u8]) -> Result<bool, Error> {
    let sql = "SELECT count(*) FROM known_devices WHERE token_hash = $1 AND user_id = $2";
    Ok(tx.query_one::<i64>(sql, &[&token_hash, &user])? == 1)
}

/// As [`is_known`]; notes that it was used.
pub fn use_device(tx: &mut Tx, user: UserId, token_hash: &[u8], now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(USE_DEVICE, &[&token_hash, &user, &now])? == 1)
}

/// Makes a browser known for this account.
pub fn insert_device(tx: &mut Tx, user: UserId, token_hash: &[u8], now: Timestamp) -> Result<(), Error> {
    insert!(tx, KNOWN_DEVICES { token_hash: token_hash, user_id: user, last_used_at: now }).map(drop)
}

const DELETE_DEVICES_OF: &str = "DELETE FROM known_devices WHERE user_id = $1";

/// Makes all browsers of an account strangers again.
pub fn delete_devices_of(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_DEVICES_OF, &[&user])
}

const DELETE_EXPIRED_DEVICES: &str = "DELETE FROM known_devices
    WHERE token_hash IN (SELECT token_hash FROM known_devices WHERE last_used_at < $1 LIMIT $2) AND last_used_at < $1";

/// Forgets the browsers that were not used since a moment; gives how many, [`PORTION`] at the most.
pub fn delete_expired_devices(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_DEVICES, &[&before, &PORTION])
}
