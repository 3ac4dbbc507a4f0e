//! One's own lists, all of them.

use crate::base::session::Session;
use client::{Client, Error};
use domain::ids::MovieId;
use domain::library::lists::List;
use domain::library::lists_query::{ListSort, ListsQuery};
use domain::pages::{MAX_LIMIT, PageQuery};

/// One's lists by name, or those of them that a film is on.
///
/// # Errors
/// When they can't be fetched.
pub async fn all_lists(api: Client<Session>, movie: Option<MovieId>) -> Result<Vec<List>, Error> {
    let query = ListsQuery { movie, sort: ListSort::Name, ..ListsQuery::default() };
    let (mut lists, mut page) = (Vec::new(), PageQuery { limit: MAX_LIMIT, cursor: None });
    // An account has a thousand lists at the most.
    loop {
        let found = api.list_lists(&query, &page).await?;
        lists.extend(found.items);
        match found.next_cursor {
            Some(cursor) => page.cursor = Some(cursor),
            None => return Ok(lists),
        }
    }
}
