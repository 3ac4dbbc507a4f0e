//! Links that years are shared by. A link is found by the digest of its token; the token itself is sealed, so that
//! only its owner sees it again.

use crate::engine::{FromRow, Row, Tx};
use crate::error::Error;
use crate::schema::insert;
use crate::sealing::YEAR_LINK;
use domain::ids::UserId;
use domain::library::statistics::YearLink;
use domain::times::Timestamp;
use uuid::Uuid;

/// Where the page shows a year to those who have its link; the token follows.
const PATH: &str = "/shared/years/";

struct LinkRow {
    id: Uuid,
    year: i16,
    created_at: Timestamp,
    link_token: Vec<u8>,
}

impl FromRow for LinkRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self { id: row.get(0)?, year: row.get(1)?, created_at: row.get(2)?, link_token: row.get(3)? })
    }
}

fn open(tx: &Tx, row: &LinkRow) -> Result<YearLink, Error> {
    let token = tx.open((YEAR_LINK, row.id.as_bytes()), &row.link_token)?;
    let path = format!("{PATH}{}", String::from_utf8_lossy(&token));
    Ok(YearLink { year: row.year, path, created_at: row.created_at })
}

const LIST_LINKS: &str =
    "SELECT id, year, created_at, link_token FROM year_links WHERE owner_id = $1 ORDER BY year DESC";

/// The links of the years that an owner shares, the latest year first.
pub fn list_links(tx: &mut Tx, owner: UserId) -> Result<Vec<YearLink>, Error> {
    let rows: Vec<LinkRow> = tx.query(LIST_LINKS, &[&owner])?;
    rows.iter().map(|row| open(tx, row)).collect()
}

const FIND_LINK: &str = "SELECT id, year, created_at, link_token FROM year_links WHERE owner_id = $1 AND year = $2";

/// The link of a year, if the owner shares it.
pub fn find_link(tx: &mut Tx, owner: UserId, year: i16) -> Result<Option<YearLink>, Error> {
    let row: Option<LinkRow> = tx.query_opt(FIND_LINK, &[&owner, &year])?;
    row.map(|row| open(tx, &row)).transpose()
}

/// Shares a year by a link with this token, unless it has one already. `token_hash` is the digest that it is found by.
pub fn insert_link(
    tx: &mut Tx,
    (owner, year): (UserId, i16),
    id: Uuid,
    token: &str,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    let sealed = tx.seal((YEAR_LINK, id.as_bytes()), token.as_bytes())?;
    let row = insert!(
        tx,
        YEAR_LINKS { id: id, owner_id: owner, year: year, created_at: now, link_hash: token_hash, link_token: sealed },
        "ON CONFLICT (owner_id, year) DO NOTHING"
    );
    row.map(drop)
}

const DELETE_LINK: &str = "DELETE FROM year_links WHERE owner_id = $1 AND year = $2";

/// Withdraws the link of a year, if it has one: it works no more.
pub fn delete_link(tx: &mut Tx, owner: UserId, year: i16) -> Result<(), Error> {
    tx.execute(DELETE_LINK, &[&owner, &year]).map(drop)
}

const FIND_SHARED_YEAR: &str = "SELECT owner_id, year FROM year_links WHERE link_hash = $1
    AND owner_id IN (SELECT users.id FROM users WHERE users.disabled_at IS NULL)";

/// Whose year is shared by the link whose token has this digest, and which. That of an account that can't sign in isn't.
pub fn find_shared_year(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<(UserId, i16)>, Error> {
    tx.query_opt(FIND_SHARED_YEAR, &[&token_hash])
}
