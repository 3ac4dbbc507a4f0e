//! Lists of watches.

use super::FROM;
use crate::engine::Tx;
use crate::error::Error;
use crate::paging::{Conditions, KeyKind, Listing, Order, like_pattern};
use domain::ids::{MovieId, UserId};
use domain::library::watches::Watch;
use domain::library::watches_query::WatchesQuery;
use domain::pages::{Page, PageQuery};
use domain::text::fold;

/// The latest date first; unknown dates last.
const ORDER: Order<'static> = Order {
    key: "watches.watched_on",
    kind: KeyKind::WatchDate,
    floor: Some("watches.watched_on >= '0001'"),
    descending: true,
};

/// The watches of a film outside the trash, the latest first.
pub fn list_movie_watches(tx: &mut Tx, owner: UserId, movie: MovieId, page: &PageQuery) -> Result<Page<Watch>, Error> {
    let from = format!("{FROM} AND watches.movie_id = $2");
    let listing = Listing {
        name: "watches",
        total: None,
        from: &from,
        id: "watches.id",
        order: ORDER,
        params: &[&owner, &movie],
        joined: None,
    };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {from}"), &[&owner, &movie]))
}

// All of the owner's, less those of films in the trash: so that the films outside it are not looked at.
const COUNT_WATCHES: &str = "
    SELECT (SELECT count(*) FROM watches WHERE owner_id = $1) - (
        SELECT count(*) FROM movies JOIN watches ON watches.movie_id = movies.id
        WHERE movies.owner_id = $1 AND movies.deleted_at IS NOT NULL)";

/// The diary: the watches of the films outside the trash that are asked for, the latest first.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another list.
pub fn list_watches(tx: &mut Tx, owner: UserId, query: &WatchesQuery, page: &PageQuery) -> Result<Page<Watch>, Error> {
    let conditions = conditions(owner, query);
    let listing = Listing {
        name: "diary",
        total: None,
        from: &conditions.from,
        id: "watches.id",
        order: ORDER,
        params: &conditions.params(),
        joined: None,
    };
    let count = format!("SELECT count(*) {}", conditions.from);
    listing.page(tx, page)?.into_page(|| {
        if *query == WatchesQuery::default() {
            tx.query_one(COUNT_WATCHES, &[&owner])
        } else {
            tx.query_one(&count, &conditions.params())
        }
    })
}

fn conditions(owner: UserId, query: &WatchesQuery) -> Conditions {
    let mut conditions = Conditions::new(FROM, vec![Box::new(owner)]);
    conditions.add_date("$n", query.watched_in);
    // What is in a year or a month begins as it does, and comes before the tilde.
    conditions.add_some("watches.watched_on < $n", query.until.map(|date| format!("{date}~")));
    conditions.add_some("watches.rating >= $n", query.rating_min);
    conditions.add_some("watches.place = $n", query.place.clone());
    // One name a line.
    let companion = query.companion.as_ref().map(|name| like_pattern(&format!("\n{name}\n")));
    conditions.add_some("'\n' || watches.companions || '\n' LIKE $n ESCAPE '\\'", companion);
    let tagged = "watches.movie_id IN (SELECT movie_id FROM movie_tags WHERE owner_id = $1 AND name_folded = $n)";
    conditions.add_some(tagged, query.tag.as_deref().map(fold));
    let flags = [("watches.liked", query.liked), ("watches.rewatch", query.rewatch)];
    for (column, wanted) in flags.into_iter().filter_map(|(column, wanted)| Some((column, wanted?))) {
        conditions.add_plain(&if wanted { column.to_owned() } else { format!("NOT {column}") });
    }
    conditions
}
