//! The list of films: search, filters, order.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::paging::{KeyKind, Listing, Order, like_pattern};
use domain::ids::UserId;
use domain::library::movies::Movie;
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::pages::{Page, PageQuery};
use domain::text::{fold, search_words};

/// Every list of films ends with these conditions; each order has an index for them.
const FROM: &str = "FROM movies WHERE movies.owner_id = $1 AND movies.deleted_at IS NULL";

/// The texts of those films.
const SEARCH: &str = "FROM movie_search WHERE owner_id = $1";

/// All films of the owner, which their row knows.
const TOTAL: &str = "(SELECT users.movie_count FROM users WHERE users.id = $1)";

/// The films that a query asks for, one page of them. Equal films, and those without a value at
/// the end, are in the order of their ids, in the direction of the sort.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another sort, or none at all.
pub fn list_movies(tx: &mut Tx, owner: UserId, query: &MoviesQuery, page: &PageQuery) -> Result<Page<Movie>, Error> {
    let filter = Filter::of(owner, query);
    let listing = Listing {
        name: &query.sort.to_string(),
        total: Some(TOTAL).filter(|_| !query.is_filtered()),
        from: &filter.from,
        id: "movies.id",
        order: order(query.sort),
        params: &filter.params(),
    };
    listing.page(tx, page)?.into_page(|| count(tx, owner, query))
}

/// How many films a query asks for, on all pages.
pub fn count_movies(tx: &mut Tx, owner: UserId, query: &MoviesQuery) -> Result<u64, Error> {
    Ok(count(tx, owner, query)?.try_into().unwrap_or(0))
}

fn count(tx: &mut Tx, owner: UserId, query: &MoviesQuery) -> Result<i64, Error> {
    if !query.is_filtered() {
        return Ok(tx.query_opt("SELECT movie_count FROM users WHERE id = $1", &[&owner])?.unwrap_or(0));
    }
    let only_search = MoviesQuery { search: query.search.clone(), sort: query.sort, ..MoviesQuery::default() };
    let filter = if *query == only_search {
        // The films themselves have nothing to add.
        Filter::new(SEARCH, owner).with_words(&query.search)
    } else {
        Filter::of(owner, query)
    };
    tx.query_one(&format!("SELECT count(*) {}", filter.from), &filter.params())
}

fn order(sort: Sort) -> Order {
    let (key, kind, floor) = match sort.by {
        SortBy::Title => ("movies.title_sort", KeyKind::Text, None),
        SortBy::WatchedOn => ("movies.last_watched_on", KeyKind::WatchDate, Some("movies.last_watched_on >= '0001'")),
        SortBy::Rating => ("movies.rating", KeyKind::Number, Some("movies.rating >= 1")),
        SortBy::Year => ("movies.year", KeyKind::Number, Some("movies.year >= 0")),
        SortBy::Added => ("movies.created_at", KeyKind::Moment, None),
    };
    Order { key, kind, floor, descending: sort.descending }
}

/// The conditions of a query and their parameters.
struct Filter {
    from: String,
    params: Vec<Box<dyn Param>>,
}

impl Filter {
    fn new(from: &str, owner: UserId) -> Self {
        Self { from: from.to_owned(), params: vec![Box::new(owner)] }
    }

    fn of(owner: UserId, query: &MoviesQuery) -> Self {
        let mut filter = Self::new(FROM, owner);
        if !query.search.trim().is_empty() {
            filter.from = format!("{FROM} AND movies.id IN (SELECT movie_id {SEARCH}");
            filter = filter.with_words(&query.search);
            filter.from.push(')');
        }
        if let Some(genre) = &query.genre {
            filter.add(
                "movies.id IN (SELECT movie_id FROM movie_genres WHERE owner_id = $1 AND name_folded = $n)",
                fold(genre),
            );
        }
        if let Some(tag) = &query.tag {
            filter.add(
                "movies.id IN (SELECT movie_id FROM movie_tags WHERE owner_id = $1 AND name_folded = $n)",
                fold(tag),
            );
        }
        if let Some(year) = query.year {
            filter.add("movies.year = $n", year);
        }
        if let Some(rating) = query.rating_min {
            filter.add("movies.rating >= $n", rating);
        }
        filter.from.push_str(match query.status {
            None => "",
            Some(Status::Watched) => " AND movies.watch_count > 0",
            Some(Status::Unwatched) => " AND movies.watch_count = 0",
            Some(Status::Watchlist) => " AND movies.watchlisted_at IS NOT NULL",
        });
        filter
    }

    /// Adds a condition; `$n` in it is the parameter.
    fn add(&mut self, condition: &str, param: impl Param + 'static) {
        self.params.push(Box::new(param));
        self.from.push_str(" AND ");
        self.from.push_str(&condition.replace("$n", &format!("${}", self.params.len())));
    }

    fn with_words(mut self, search: &str) -> Self {
        for word in search_words(search) {
            self.add("search_text LIKE $n ESCAPE '\\'", like_pattern(&word));
        }
        self
    }

    fn params(&self) -> Vec<&dyn Param> {
        self.params.iter().map(AsRef::as_ref).collect()
    }
}
