//! Lists of lists.

use super::{ListRow, shown};
use crate::engine::Tx;
use crate::error::Error;
use crate::paging::{Conditions, KeyKind, Listing, Order, like_pattern};
use domain::ids::UserId;
use domain::library::lists::List;
use domain::library::lists_query::{By, ListSort, ListsQuery};
use domain::pages::{Page, PageQuery};
use domain::text::{fold, search_words};

const OWN: &str = "FROM lists WHERE lists.owner_id = $1 AND lists.deleted_at IS NULL";

/// Lists that others have opened to everyone on this server. Those of accounts that can't sign in aren't among them.
const OF_OTHERS: &str = "FROM lists WHERE lists.visibility = 'members' AND lists.deleted_at IS NULL
    AND lists.owner_id <> $1 AND lists.owner_id IN (SELECT users.id FROM users WHERE users.disabled_at IS NULL)";

/// The lists that are asked for, one page of them.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another list.
pub fn list_lists(tx: &mut Tx, caller: UserId, query: &ListsQuery, page: &PageQuery) -> Result<Page<List>, Error> {
    let conditions = conditions(caller, query);
    let (name, key, kind, descending) = match query.sort {
        ListSort::Updated => ("lists", "lists.updated_at", KeyKind::Moment, true),
        ListSort::Name => ("lists by name", "lists.name_sort", KeyKind::Text, false),
    };
    let listing = Listing {
        name,
        total: None,
        from: &conditions.from,
        id: "lists.id",
        order: Order { key, kind, floor: None, descending },
        params: &conditions.params(),
        joined: None,
    };
    let count = format!("SELECT count(*) {}", conditions.from);
    let found = listing.page::<ListRow>(tx, page)?.into_page(|| tx.query_one(&count, &conditions.params()))?;
    let Page { items, next_cursor, total } = found;
    Ok(Page { items: shown(tx, caller, items)?, next_cursor, total })
}

fn conditions(caller: UserId, query: &ListsQuery) -> Conditions {
    let from = if query.by == By::Others { OF_OTHERS } else { OWN };
    let mut conditions = Conditions::new(from, vec![Box::new(caller)]);
    for word in search_words(&query.search) {
        conditions.add("lists.name_sort LIKE $n ESCAPE '\\'", like_pattern(&word));
    }
    // What tags others give their lists, and which films of theirs are on them, is their own business.
    let tagged =
        "lists.id IN (SELECT list_tags.list_id FROM list_tags WHERE list_tags.owner_id = $1 AND name_folded = $n)";
    for tag in &query.tags {
        conditions.add(tagged, fold(tag));
    }
    let with_film = "lists.id IN (SELECT list_items.list_id FROM list_items
        WHERE list_items.owner_id = $1 AND list_items.movie_id = $n)";
    conditions.add_some(with_film, query.movie);
    conditions
}
