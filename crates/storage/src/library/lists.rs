//! Lists of films.
//!
//! Every change of a list, of its films or of their order first changes its row, whose version tells it, and which
//! makes others who change the same list wait.

mod links;
mod listing;
mod trashing;

pub use links::{delete_link, find_shared_list, insert_link};
pub use listing::list_lists;
pub(crate) use trashing::restore_list;
pub use trashing::{delete_list, erase_expired_lists};

use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::labels;
use crate::library::owners::lock_owner;
use crate::paging::Item;
use crate::schema::{Entity, entity, insert, sql, update};
use domain::ids::{ListId, MovieId, UserId};
use domain::library::images::image_url;
use domain::library::lists::{COVER_MOVIES, CoverMovie, List, ListFields, ListLink, MAX_LISTS, Visibility};
use domain::text::fold;
use domain::times::Timestamp;
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// The most bytes of a name that lists are ordered by: PostgreSQL's indexes take no long rows.
const MAX_NAME_SORT: usize = 500;

/// A list as it is stored, and what its films add up to.
pub(crate) struct ListRow {
    id: ListId,
    owner_id: UserId,
    owner: String,
    name: String,
    description: Option<String>,
    ranked: bool,
    visibility: Visibility,
    link_token: Option<Vec<u8>>,
    link_created_at: Option<Timestamp>,
    tags: Vec<String>,
    movie_count: i64,
    watched_count: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

entity! {
    ListRow in LISTS {
        id,
        owner_id,
        owner = "(SELECT users.username FROM users WHERE users.id = lists.owner_id)",
        name,
        description,
        ranked,
        visibility,
        link_token,
        link_created_at,
        tags => labels::split,
        movie_count = "(SELECT count(*) FROM list_items JOIN movies ON movies.id = list_items.movie_id
            WHERE list_items.list_id = lists.id AND movies.deleted_at IS NULL)",
        watched_count = "(SELECT count(*) FROM list_items JOIN movies ON movies.id = list_items.movie_id
            WHERE list_items.list_id = lists.id AND movies.deleted_at IS NULL AND movies.watch_count > 0)",
        created_at,
        updated_at,
        version,
    }
}

impl Item for ListRow {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// What the caller may see of lists, each with its cover.
pub(crate) fn shown(tx: &mut Tx, caller: UserId, rows: Vec<ListRow>) -> Result<Vec<List>, Error> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut covers = covers(tx, &ids)?;
    rows.into_iter()
        .map(|row| {
            let (is_own, id) = (row.owner_id == caller, row.id);
            let link = match row.link_created_at.zip(row.link_token).filter(|_| is_own) {
                Some((created_at, sealed)) => Some(ListLink { path: links::path(tx, id, &sealed)?, created_at }),
                None => None,
            };
            Ok(List {
                id,
                owner: Some(row.owner).filter(|_| !is_own),
                name: row.name,
                description: row.description,
                ranked: row.ranked,
                visibility: row.visibility,
                link,
                tags: if is_own { row.tags } else { Vec::new() },
                movie_count: count(row.movie_count),
                watched_count: is_own.then(|| count(row.watched_count)),
                cover: covers.remove(&id).unwrap_or_default(),
                created_at: row.created_at,
                updated_at: row.updated_at,
                version: row.version,
            })
        })
        .collect()
}

/// A number of rows.
pub(crate) fn count(rows: i64) -> u64 {
    rows.try_into().unwrap_or(0)
}

/// A film of a list's cover.
struct Covering {
    list_id: ListId,
    id: MovieId,
    title: String,
    poster_url: Option<String>,
}

entity! {
    Covering in MOVIES { list_id = "list_items.list_id", id, title, poster_url = poster => image_url }
}

/// The first films of each of these lists: one statement that looks at no more of them than it gives.
fn covers(tx: &mut Tx, lists: &[ListId]) -> Result<HashMap<ListId, Vec<CoverMovie>>, Error> {
    let mut covers: HashMap<ListId, Vec<CoverMovie>> = HashMap::new();
    if lists.is_empty() {
        return Ok(covers);
    }
    let mut sql = String::new();
    for place in 1..=lists.len() {
        let union = if place == 1 { "" } else { " UNION ALL " };
        let _ = write!(
            sql,
            "{union}SELECT * FROM (SELECT {} FROM list_items JOIN movies ON movies.id = list_items.movie_id
             WHERE list_items.list_id = ${place} AND movies.deleted_at IS NULL
             ORDER BY list_items.position, list_items.movie_id LIMIT {COVER_MOVIES}) AS cover_{place}",
            Covering::COLUMNS
        );
    }
    let params: Vec<&dyn Param> = lists.iter().map(|id| id as &dyn Param).collect();
    for Covering { list_id, id, title, poster_url } in tx.query::<Covering>(&sql, &params)? {
        covers.entry(list_id).or_default().push(CoverMovie { id, title, poster_url });
    }
    Ok(covers)
}

const COUNT_LISTS: &str = "SELECT count(*) FROM lists WHERE owner_id = $1 AND deleted_at IS NULL";

/// Adds a list without films. False when the owner has as many as an account may have.
pub fn insert_list(tx: &mut Tx, owner: UserId, id: ListId, fields: &ListFields, now: Timestamp) -> Result<bool, Error> {
    insert_list_of(tx, owner, id, fields, (now, now))
}

/// The same, of a list that was made and changed at these moments.
pub fn insert_list_of(
    tx: &mut Tx,
    owner: UserId,
    id: ListId,
    fields: &ListFields,
    (created_at, updated_at): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    lock_owner(tx, owner)?;
    if count(tx.query_one(COUNT_LISTS, &[&owner])?) >= MAX_LISTS as u64 {
        return Ok(false);
    }
    insert!(
        tx,
        LISTS {
            id: id,
            owner_id: owner,
            created_at: created_at,
            updated_at: updated_at,
            ranked: fields.ranked,
            visibility: fields.visibility,
            name: fields.name,
            name_sort: name_sort(&fields.name),
            tags: labels::join(&fields.tags),
            description: fields.description,
        }
    )?;
    labels::insert_list_tags(tx, owner, id, &fields.tags)?;
    Ok(true)
}

fn name_sort(name: &str) -> String {
    let mut folded = fold(name);
    folded.truncate(folded.floor_char_boundary(MAX_NAME_SORT));
    folded
}

/// Lists that anyone with an account can read, their own and others: of accounts that can sign in.
const READABLE: &str = "(lists.owner_id = $1 OR lists.visibility = 'members'
    AND lists.owner_id IN (SELECT users.id FROM users WHERE users.disabled_at IS NULL))";

const FIND_LIST: &str =
    sql!("SELECT ", ListRow::COLUMNS, " FROM lists WHERE lists.id = $2 AND lists.deleted_at IS NULL AND ", READABLE);

/// The list of this id, if it is the caller's or open to everyone on this server.
pub fn find_list(tx: &mut Tx, caller: UserId, id: ListId) -> Result<Option<List>, Error> {
    let row: Option<ListRow> = tx.query_opt(FIND_LIST, &[&caller, &id])?;
    Ok(shown(tx, caller, row.into_iter().collect())?.pop())
}

const FIND_OWN_LIST: &str = sql!(
    "SELECT ",
    ListRow::COLUMNS,
    " FROM lists WHERE lists.owner_id = $1 AND lists.id = $2 AND lists.deleted_at IS NULL"
);
// SQLite's transactions write one after the other, and it does not know the clause.
const LOCK_LIST_POSTGRES: &str = sql!(FIND_OWN_LIST, " FOR NO KEY UPDATE OF lists");

/// The owner's list of this id; nobody else changes it, its films or their order before this transaction ends.
pub fn find_list_for_update(tx: &mut Tx, owner: UserId, id: ListId) -> Result<Option<List>, Error> {
    let sql = if tx.engine() == Engine::Postgres { LOCK_LIST_POSTGRES } else { FIND_OWN_LIST };
    let row: Option<ListRow> = tx.query_opt(sql, &[&owner, &id])?;
    Ok(shown(tx, owner, row.into_iter().collect())?.pop())
}

/// Replaces what is known of a list that was `before` found in this transaction.
pub fn update_list(
    tx: &mut Tx,
    owner: UserId,
    before: &List,
    fields: &ListFields,
    now: Timestamp,
) -> Result<(), Error> {
    let id = before.id;
    update!(
        tx,
        LISTS {
            ranked: fields.ranked,
            visibility: fields.visibility,
            name: fields.name,
            name_sort: name_sort(&fields.name),
            tags: labels::join(&fields.tags),
            description: fields.description,
        },
        set "version = version + 1, updated_at = $3",
        where "owner_id = $1 AND id = $2 AND deleted_at IS NULL",
        [owner, id, now]
    )?;
    if before.tags != fields.tags {
        labels::delete_list_tags(tx, owner, id)?;
        labels::insert_list_tags(tx, owner, id, &fields.tags)?;
    }
    Ok(())
}

const TOUCH_LIST: &str = "UPDATE lists SET version = version + 1, updated_at = $3
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

/// Notes that a list's films or their order change. False when there is no such list.
pub(crate) fn touch_list(tx: &mut Tx, owner: UserId, id: ListId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(TOUCH_LIST, &[&owner, &id, &now])? == 1)
}
