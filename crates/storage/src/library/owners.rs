//! Owners, while something is added to what they have.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use domain::ids::UserId;

// SQLite's transactions write one after the other.
const LOCK_OWNER_POSTGRES: &str = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";

/// Lets nobody else add to what an owner has before this transaction ends, who does this as well.
pub fn lock_owner(tx: &mut Tx, owner: UserId) -> Result<(), Error> {
    if tx.engine() == Engine::Postgres {
        tx.query_opt::<UserId>(LOCK_OWNER_POSTGRES, &[&owner])?;
    }
    Ok(())
}
