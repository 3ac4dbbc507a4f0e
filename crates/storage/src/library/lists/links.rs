//! Links that lists are shared by. A link is found by the digest of its token; the token itself is sealed, so that
//! only its owner sees it again.

use super::{ListRow, count, touch_list};
use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, sql};
use crate::sealing::LIST_LINK;
use domain::ids::{ListId, UserId};
use domain::library::lists::SharedList;
use domain::times::Timestamp;

/// Where the page shows a list to those who have its link; the token follows.
const PATH: &str = "/shared/";

/// What stands behind the server's address in a link.
pub(super) fn path(tx: &Tx, list: ListId, sealed: &[u8]) -> Result<String, Error> {
    let token = tx.open((LIST_LINK, list.0.as_bytes()), sealed)?;
    Ok(format!("{PATH}{}", String::from_utf8_lossy(&token)))
}

const INSERT_LINK: &str = "UPDATE lists SET link_hash = $3, link_token = $4, link_created_at = $5
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL AND link_hash IS NULL";

/// Shares a list by a link with this token, unless it has one already. `token_hash` is the digest that it is found by.
pub fn insert_link(
    tx: &mut Tx,
    owner: UserId,
    id: ListId,
    token: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    let sealed = tx.seal((LIST_LINK, id.0.as_bytes()), token.as_bytes())?;
    if tx.execute(INSERT_LINK, &[&owner, &id, &token_hash, &sealed, &now])? == 1 {
        touch_list(tx, owner, id, now)?;
    }
    Ok(())
}

const DELETE_LINK: &str = "UPDATE lists SET link_hash = NULL, link_token = NULL, link_created_at = NULL
    WHERE owner_id = $1 AND id = $2 AND link_hash IS NOT NULL";

/// Withdraws the link of a list, if it has one: it works no more.
pub fn delete_link(tx: &mut Tx, owner: UserId, id: ListId, now: Timestamp) -> Result<(), Error> {
    if tx.execute(DELETE_LINK, &[&owner, &id])? == 1 {
        touch_list(tx, owner, id, now)?;
    }
    Ok(())
}

const FIND_SHARED_LIST: &str = sql!(
    "SELECT ",
    ListRow::COLUMNS,
    " FROM lists WHERE lists.link_hash = $1 AND lists.deleted_at IS NULL
      AND lists.owner_id IN (SELECT users.id FROM users WHERE users.disabled_at IS NULL)"
);

/// The list that is shared by the link whose token has this digest. That of an account that can't sign in isn't.
pub fn find_shared_list(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<(ListId, SharedList)>, Error> {
    let found: Option<ListRow> = tx.query_opt(FIND_SHARED_LIST, &[&token_hash])?;
    Ok(found.map(|row| {
        let list = SharedList {
            name: row.name,
            description: row.description,
            ranked: row.ranked,
            movie_count: count(row.movie_count),
            updated_at: row.updated_at,
        };
        (row.id, list)
    }))
}
