//! API tokens. A token is stored as its digest: who reads the database can't use it.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Both, Entity, entity, insert, sql};
use crate::users::User;
use domain::auth::api_tokens::ApiTokenInfo;
use domain::ids::{ApiTokenId, UserId};
use domain::times::Timestamp;

entity! {
    ApiTokenInfo in API_TOKENS { id, name, scope, created_at, expires_at, last_used_at }
}

/// Adds a token to an account.
pub fn insert_api_token(tx: &mut Tx, user: UserId, token_hash: &[u8], token: &ApiTokenInfo) -> Result<(), Error> {
    insert!(
        tx,
        API_TOKENS {
            id: token.id,
            user_id: user,
            token_hash: token_hash,
            name: token.name,
            scope: token.scope,
            created_at: token.created_at,
            expires_at: token.expires_at,
        }
    )
    .map(drop)
}

const FIND_API_TOKEN: &str = sql!(
    "SELECT ",
    ApiTokenInfo::COLUMNS,
    ", ",
    User::COLUMNS,
    " FROM api_tokens JOIN users ON users.id = api_tokens.user_id WHERE api_tokens.token_hash = $1"
);

/// The token with this digest, and its account. Whether it has expired is for the caller to see.
pub fn find_api_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<(ApiTokenInfo, User)>, Error> {
    Ok(tx.query_opt(FIND_API_TOKEN, &[&token_hash])?.map(|Both(token, user)| (token, user)))
}

const LIST_API_TOKENS: &str =
    sql!("SELECT ", ApiTokenInfo::COLUMNS, " FROM api_tokens WHERE user_id = $1 ORDER BY created_at DESC, id DESC");

/// The tokens of an account, the newest first.
pub fn list_api_tokens(tx: &mut Tx, user: UserId) -> Result<Vec<ApiTokenInfo>, Error> {
    tx.query(LIST_API_TOKENS, &[&user])
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
