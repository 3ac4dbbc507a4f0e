//! The one-time token that makes the first account.

use crate::engine::Tx;
use crate::error::Error;

/// The token, while there is one.
pub fn find_setup_token(tx: &mut Tx) -> Result<Option<String>, Error> {
    tx.query_opt("SELECT token FROM setup", &[])
}

const INSERT_SETUP_TOKEN: &str = "INSERT INTO setup (id, token) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";

/// Keeps a token. Gives false, and keeps the one that is there, when there is one.
pub fn insert_setup_token(tx: &mut Tx, token: &str) -> Result<bool, Error> {
    Ok(tx.execute(INSERT_SETUP_TOKEN, &[&token])? == 1)
}

const DELETE_SETUP_TOKEN: &str = "DELETE FROM setup WHERE token = $1";

/// Uses the token up. Of several callers with the right one, one gets true.
pub fn delete_setup_token(tx: &mut Tx, token: &str) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_SETUP_TOKEN, &[&token])? == 1)
}
