//! API tokens. A token is stored as its digest: who reads the database can't use it.

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use crate::paging::PORTION;
use crate::users::{self, User};
use domain::auth::api_tokens::{ApiTokenInfo, Scope};
use domain::ids::{ApiTokenId, UserId};
use domain::times::Timestamp;

const COLUMNS: &str = "api_tokens.id, api_tokens.name, api_tokens.scope, api_tokens.created_at,
    api_tokens.expires_at, api_tokens.last_used_at";

fn token_at(row: &Row<'_>, at: usize) -> Result<ApiTokenInfo, Error> {
    let scope: String = row.get(at + 2)?;
    Ok(ApiTokenInfo {
        id: row.get(at)?,
        name: row.get(at + 1)?,
        scope: Scope::from_name(&scope)
            .ok_or_else(|| Error::Database("an API token has an unknown scope".to_owned()))?,
        created_at: row.get(at + 3)?,
        expires_at: row.get(at + 4)?,
        last_used_at: row.get(at + 5)?,
    })
}

impl FromRow for ApiTokenInfo {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        token_at(row, 0)
    }
}

/// A token and its account, in one row.
struct ApiTokenRow(ApiTokenInfo, User);

impl FromRow for ApiTokenRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self(token_at(row, users::COLUMN_COUNT)?, User::from_row(row)?))
    }
}

const INSERT_API_TOKEN: &str = "
    INSERT INTO api_tokens (id, user_id, token_hash, name, scope, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds a token to an account.
pub fn insert_api_token(tx: &mut Tx, user: UserId, token_hash: &[u8], token: &ApiTokenInfo) -> Result<(), Error> {
    let values: [&dyn Param; 7] =
        [&token.id, &user, &token_hash, &token.name, &token.scope.as_str(), &token.created_at, &token.expires_at];
    tx.execute(INSERT_API_TOKEN, &values).map(drop)
}

/// The token with this digest, and its account. Whether it has expired is for the caller to see.
pub fn find_api_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<(ApiTokenInfo, User)>, Error> {
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM api_tokens JOIN users ON users.id = api_tokens.user_id
         WHERE api_tokens.token_hash = $1",
        users::COLUMNS
    );
    Ok(tx.query_opt::<ApiTokenRow>(&sql, &[&token_hash])?.map(|ApiTokenRow(token, user)| (token, user)))
}

/// The tokens of an account, the newest first.
pub fn list_api_tokens(tx: &mut Tx, user: UserId) -> Result<Vec<ApiTokenInfo>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM api_tokens WHERE user_id = $1 ORDER BY created_at DESC, id DESC");
    tx.query(&sql, &[&user])
}

const UPDATE_LAST_USE: &str = "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1";

/// Notes that a token was used. False when there is no such token.
pub fn update_last_use(tx: &mut Tx, id: ApiTokenId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_LAST_USE, &[&id, &now])? == 1)
}

const DELETE_API_TOKEN: &str = "DELETE FROM api_tokens WHERE user_id = $1 AND id = $2";

/// Revokes a token of an account. False when the account has no such token.
pub fn delete_api_token(tx: &mut Tx, user: UserId, id: ApiTokenId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_API_TOKEN, &[&user, &id])? == 1)
}

const DELETE_API_TOKENS_OF: &str = "DELETE FROM api_tokens WHERE user_id = $1";

/// Revokes all tokens of an account; gives how many there were.
pub fn delete_api_tokens_of(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_API_TOKENS_OF, &[&user])
}

const DELETE_EXPIRED_API_TOKENS: &str = "DELETE FROM api_tokens
    WHERE id IN (SELECT id FROM api_tokens WHERE expires_at < $1 LIMIT $2) AND expires_at < $1";

/// Forgets the tokens that expired before a moment; gives how many, [`PORTION`] at the most.
pub fn delete_expired_api_tokens(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_API_TOKENS, &[&before, &PORTION])
}
