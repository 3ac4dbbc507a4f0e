//! Replies that are kept, so that a request that comes twice is done once.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, send_update, sql};
use domain::ids::UserId;
use domain::times::Timestamp;

/// The hours that a reply is kept.
const HOURS: i64 = 24;

/// The reply to a request that came with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReply {
    /// What the request was, in short: another one with the same key is a mistake.
    pub fingerprint: Vec<u8>,
    /// The status code; 0 when the first request claimed the key and stored no reply.
    pub status: i32,
    /// The header `Location`.
    pub location: Option<String>,
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The body.
    pub body: String,
}

entity! {
    StoredReply in IDEMPOTENCY_KEYS { fingerprint, status, location, etag, body }
}

const CLAIM_KEY: &str = "
    INSERT INTO idempotency_keys (owner_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (owner_id, key) DO UPDATE
    SET fingerprint = $3, created_at = $4, status = 0, location = NULL, etag = NULL, body = ''
    WHERE idempotency_keys.created_at <= $5";

const FIND_REPLY: &str =
    sql!("SELECT ", StoredReply::COLUMNS, " FROM idempotency_keys WHERE owner_id = $1 AND key = $2");

/// Claims a key for 24 hours. Gives nothing when it was free: it is the caller's now, if their
/// transaction commits; else the earlier reply. A second claim waits for the transaction of the
/// first.
pub fn claim_key(
    tx: &mut Tx,
    owner: UserId,
    key: &str,
    fingerprint: &[u8],
    now: Timestamp,
) -> Result<Option<StoredReply>, Error> {
    let expired = now.plus_seconds(-HOURS * 3600);
    if tx.execute(CLAIM_KEY, &[&owner, &key, &fingerprint, &now, &expired])? == 1 {
        return Ok(None);
    }
    tx.query_opt(FIND_REPLY, &[&owner, &key])
}

/// Keeps the reply to the request that claimed the key.
pub fn store_reply(tx: &mut Tx, owner: UserId, key: &str, reply: &StoredReply) -> Result<(), Error> {
    send_update!(
        tx,
        IDEMPOTENCY_KEYS {
            fingerprint: reply.fingerprint,
            status: reply.status,
            location: reply.location,
            etag: reply.etag,
            body: reply.body,
        },
        where "owner_id = $1 AND key = $2",
        [owner, key]
    )
}

const DELETE_EXPIRED_KEYS: &str = "DELETE FROM idempotency_keys
    WHERE (owner_id, key) IN (SELECT owner_id, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2) AND created_at < $1";

/// Forgets the keys that were claimed before; gives how many there were, [`PORTION`] at the most.
pub fn delete_expired_keys(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_KEYS, &[&before, &PORTION])
}
