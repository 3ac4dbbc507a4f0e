//! The films of lists, in their order.
//!
//! A film's place is a number between those of its neighbours, so that moving it changes one row. Only when no number
//! is left between them are all numbers of the list given anew.

mod adding;
mod moving;
mod removing;

pub use adding::{AppendedItem, NotAdded, append_items, insert_items};
pub use moving::{Moved, move_item, update_order};
pub use removing::delete_item;
pub(crate) use removing::{delete_items, restore_item};

use crate::engine::Tx;
use crate::error::Error;
use crate::library::lists::{count, touch_list};
use crate::paging::{Item, KeyKind, Listing, Order};
use crate::schema::{Entity, entity, sql};
use domain::ids::{ListId, MovieId, UserId};
use domain::library::images::image_url;
use domain::library::list_items::{ListItem, ListedMovie};
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far apart places are.
const GAP: i64 = 1 << 20;

entity! {
    ListedMovie in MOVIES {
        id,
        title,
        year,
        runtime_minutes,
        poster_url = poster => image_url,
        watched = "movies.watch_count > 0",
        rating,
    }
}

/// A film on a list, and what it is ordered by.
struct Listed {
    movie: ListedMovie,
    note: Option<String>,
    added_at: Timestamp,
    position: i64,
}

entity! {
    Listed in LIST_ITEMS { movie: ListedMovie, note, added_at, position }
}

impl Item for Listed {
    fn id(&self) -> Uuid {
        self.movie.id.0
    }
}

/// The films of a list that are not in the trash. Whether the caller may read the list was found before: it is not
/// always the owner who reads it.
const FROM: &str = "FROM list_items JOIN movies ON movies.id = list_items.movie_id
    WHERE list_items.list_id = $1 AND movies.deleted_at IS NULL";

const COUNT_BEFORE: &str = sql!("SELECT count(*) ", FROM, " AND (list_items.position, list_items.movie_id) < ($2, $3)");

/// One page of the films of a list, in its order. What they mean to the owner alone is given if `for_owner`.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another list.
pub fn list_items(tx: &mut Tx, list: ListId, for_owner: bool, page: &PageQuery) -> Result<Page<ListItem>, Error> {
    let order = Order { key: "list_items.position", kind: KeyKind::Whole, floor: None, descending: false };
    let listing = Listing {
        name: "list items",
        total: None,
        from: FROM,
        id: "list_items.movie_id",
        order,
        params: &[&list],
        joined: None,
    };
    let found = listing.page::<Listed>(tx, page)?;
    let Page { items, next_cursor, total } =
        found.into_page(|| tx.query_one(&format!("SELECT count(*) {FROM}"), &[&list]))?;
    let before = match items.first().filter(|_| page.cursor.is_some()) {
        Some(first) => count(tx.query_one(COUNT_BEFORE, &[&list, &first.position, &first.movie.id])?),
        None => 0,
    };
    let shown = |(position, Listed { movie, note, added_at, .. }): (u64, Listed)| {
        let (watched, rating) = if for_owner { (movie.watched, movie.rating) } else { (None, None) };
        ListItem { position, movie: ListedMovie { watched, rating, ..movie }, note, added_at }
    };
    Ok(Page { items: (before + 1..).zip(items).map(shown).collect(), next_cursor, total })
}

/// All that the row of a film on a list holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemRow {
    list_id: ListId,
    movie_id: MovieId,
    position: i64,
    added_at: Timestamp,
    note: Option<String>,
}

entity! {
    ItemRow in LIST_ITEMS { list_id, movie_id, position, added_at, note }
}

const FIND_ROW: &str = sql!(
    "SELECT ",
    ItemRow::COLUMNS,
    " FROM list_items JOIN movies ON movies.id = list_items.movie_id
      WHERE list_items.owner_id = $1 AND list_items.list_id = $2 AND list_items.movie_id = $3
      AND movies.deleted_at IS NULL"
);

/// The note on a film of an owner's list; nothing when the film is not on it, or in the trash.
pub fn find_note(tx: &mut Tx, owner: UserId, list: ListId, movie: MovieId) -> Result<Option<Option<String>>, Error> {
    Ok(tx.query_opt::<ItemRow>(FIND_ROW, &[&owner, &list, &movie])?.map(|row| row.note))
}

const UPDATE_NOTE: &str = "UPDATE list_items SET note = $4 WHERE owner_id = $1 AND list_id = $2 AND movie_id = $3";

/// Gives a film of a list, which is locked, another note.
pub fn update_note(
    tx: &mut Tx,
    owner: UserId,
    list: ListId,
    movie: MovieId,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    touch_list(tx, owner, list, now)?;
    tx.execute(UPDATE_NOTE, &[&owner, &list, &movie, &note]).map(drop)
}

const COUNT_ROWS: &str = "SELECT count(*) FROM list_items WHERE list_id = $1 AND owner_id = $2";
