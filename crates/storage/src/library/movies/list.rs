//! The list of films: search, filters, order.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::changes::{Version, find_version};
use crate::library::movies::common::COMMON;
use crate::library::movies::finding::{FOUND, Search, relevance};
use crate::paging::{Conditions, Item, Items, KeyKind, Listing, Order, like_pattern};
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::movies::{Movie, MovieSummary};
use domain::library::movies_query::{Match, MoviesQuery, Sort, SortBy, Status, Watched};
use domain::pages::{Page, PageQuery};
use domain::text::fold;
use uuid::Uuid;

/// Every list of films ends with these conditions; each order has an index for them.
const FROM: &str = "FROM movies WHERE movies.owner_id = $1 AND movies.deleted_at IS NULL";

/// The films that a search finds, with their rows.
const FOUND_MOVIES: &str = ") AS found CROSS JOIN movies WHERE movies.id = found.movie_id AND movies.owner_id = $1
    AND movies.deleted_at IS NULL AND ";

/// All films of the owner, which their row knows.
const TOTAL: &str = "(SELECT users.movie_count FROM users WHERE users.id = $1)";

/// The films that a query asks for, one page of them. Equal films, and those without a value at
/// the end, are in the order of their ids, in the direction of the sort.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another sort, or none at all.
pub fn list_movies(
    tx: &mut Tx,
    owner: UserId,
    query: &MoviesQuery,
    page: &PageQuery,
) -> Result<Page<MovieSummary>, Error> {
    list_items(tx, owner, query, page)
}

/// A film of a list, and the version of all that its owner has.
struct ListedMovie {
    movie: MovieSummary,
    version: Version,
}

entity! {
    ListedMovie in MOVIES { movie: MovieSummary, version: Version }
}

impl Item for ListedMovie {
    fn id(&self) -> Uuid {
        self.movie.id.0
    }
}

/// Does as [`list_movies`], and gives the version of all that the owner has, which is not of a later state than the page.
///
/// # Errors
/// As [`list_movies`].
pub fn list_movies_of_version(
    tx: &mut Tx,
    owner: UserId,
    query: &MoviesQuery,
    page: &PageQuery,
) -> Result<(Page<MovieSummary>, String), Error> {
    if !query.is_filtered() {
        // One statement tells both.
        let Page { mut items, next_cursor, total } = list_items::<ListedMovie>(tx, owner, query, page)?;
        if let Some(version) = items.first_mut().and_then(|first| first.version.text.take()) {
            let items = items.into_iter().map(|listed| listed.movie).collect();
            return Ok((Page { items, next_cursor, total }, version));
        }
    }
    let version = find_version(tx, owner)?;
    Ok((list_movies(tx, owner, query, page)?, version))
}

fn list_items<T: Item>(tx: &mut Tx, owner: UserId, query: &MoviesQuery, page: &PageQuery) -> Result<Page<T>, Error> {
    let search = search_of(tx, owner, query)?;
    let ranked = search.as_ref().filter(|_| query.order().by == SortBy::Relevance);
    let found = |conditions| Filter { conditions, id: "found.movie_id", relevance: String::new() };
    let only = ranked.filter(|_| is_only_search(query));
    if let Some(titles) = only.filter(|_| page.cursor.is_none()).and_then(|it| it.short_titles(owner, &query.search))
        && query.order() == Sort::RELEVANCE
    {
        // They come first. Where they fill the page, there is no need to rank half of all films.
        let items = items::<T>(tx, query, page, found(titles), true)?;
        if items.is_followed() {
            return items.into_page(|| count(tx, owner, query, search.as_ref()));
        }
    }
    let filter = match only {
        Some(search) => found(search.films(owner)),
        None => Filter::of(owner, query, search.as_ref()),
    };
    let items = items(tx, query, page, filter, ranked.is_some())?;
    items.into_page(|| count(tx, owner, query, search.as_ref()))
}

/// A page of the films of a filter, the best match first if they are ranked.
fn items<T: Item>(
    tx: &mut Tx,
    query: &MoviesQuery,
    page: &PageQuery,
    mut filter: Filter,
    is_ranked: bool,
) -> Result<Items<T>, Error> {
    if is_ranked {
        filter.relevance = relevance(&mut filter.conditions, &query.search);
    }
    let listing = Listing {
        name: &query.order().to_string(),
        total: Some(TOTAL).filter(|_| !query.is_filtered()),
        from: &filter.conditions.from,
        id: filter.id,
        order: order(query.order(), &filter),
        params: &filter.conditions.params(),
        joined: query.is_search().then_some(PAGE_OF_MOVIES),
    };
    listing.page(tx, page)
}

/// How the films of a page that is `page` are read: only those, not all that were found.
const PAGE_OF_MOVIES: &str = "JOIN movies ON movies.id = page.id";

/// How many films a query asks for, on all pages.
pub fn count_movies(tx: &mut Tx, owner: UserId, query: &MoviesQuery) -> Result<u64, Error> {
    let search = search_of(tx, owner, query)?;
    Ok(count(tx, owner, query, search.as_ref())?.try_into().unwrap_or(0))
}

/// The ids of the films that a query asks for, in no order: at most one more than `most`, and how many there are then.
pub(crate) fn list_movie_ids(
    tx: &mut Tx,
    owner: UserId,
    query: &MoviesQuery,
    most: usize,
) -> Result<(Vec<MovieId>, u64), Error> {
    let search = search_of(tx, owner, query)?;
    let filter = Filter::of(owner, query, search.as_ref());
    let sql = format!("SELECT movies.id {} LIMIT {}", filter.conditions.from, most + 1);
    let ids: Vec<MovieId> = tx.query(&sql, &filter.conditions.params())?;
    let count = if ids.len() > most { count_movies(tx, owner, query)? } else { ids.len() as u64 };
    Ok((ids, count))
}

/// One of the films that a query asks for: the one at this place among them, counted round and round.
pub fn pick_movie(tx: &mut Tx, owner: UserId, query: &MoviesQuery, place: u64) -> Result<Option<Movie>, Error> {
    let count = count_movies(tx, owner, query)?;
    if count == 0 {
        return Ok(None);
    }
    let search = search_of(tx, owner, query)?;
    let filter = Filter::of(owner, query, search.as_ref());
    let (columns, from) = (Movie::COLUMNS, &filter.conditions.from);
    let sql = format!("SELECT {columns} {from} ORDER BY movies.id LIMIT 1 OFFSET {}", place % count);
    tx.query_opt(&sql, &filter.conditions.params())
}

fn search_of(tx: &mut Tx, owner: UserId, query: &MoviesQuery) -> Result<Option<Search>, Error> {
    query.is_search().then(|| Search::choose(tx, owner, &query.search)).transpose()
}

/// Whether a query has a search and no filter: then the films themselves have nothing to add.
fn is_only_search(query: &MoviesQuery) -> bool {
    *query == MoviesQuery { search: query.search.clone(), sort: query.sort, ..MoviesQuery::default() }
}

fn count(tx: &mut Tx, owner: UserId, query: &MoviesQuery, search: Option<&Search>) -> Result<i64, Error> {
    if !query.is_filtered() {
        return Ok(tx.query_opt("SELECT movie_count FROM users WHERE id = $1", &[&owner])?.unwrap_or(0));
    }
    if let Some(search) = search.filter(|_| is_only_search(query)) {
        return search.count(tx, owner);
    }
    let filter = Filter::of(owner, query, search);
    tx.query_one(&format!("SELECT count(*) {}", filter.conditions.from), &filter.conditions.params())
}

fn order(sort: Sort, filter: &Filter) -> Order<'_> {
    let (key, kind, floor) = match sort.by {
        SortBy::Title => ("movies.title_sort", KeyKind::Text, None),
        SortBy::WatchedOn => ("movies.last_watched_on", KeyKind::WatchDate, Some("movies.last_watched_on >= '0001'")),
        SortBy::Rating => ("movies.rating", KeyKind::Number, Some("movies.rating >= 1")),
        SortBy::Year => ("movies.year", KeyKind::Number, Some("movies.year >= 0")),
        SortBy::Added => ("movies.created_at", KeyKind::Moment, None),
        SortBy::Runtime => ("movies.runtime_minutes", KeyKind::Number, Some("movies.runtime_minutes >= 1")),
        SortBy::Watchlisted => ("movies.watchlisted_at", KeyKind::Moment, Some("movies.watchlisted_at IS NOT NULL")),
        SortBy::Priority => ("movies.watchlist_priority", KeyKind::Whole, Some("movies.watchlist_priority >= 0")),
        SortBy::Relevance => (&*filter.relevance, KeyKind::Text, None),
    };
    Order { key, kind, floor, descending: sort.descending }
}

/// The conditions of a query, what films are told apart by, and what they are ordered by when the best match comes first.
struct Filter {
    conditions: Conditions,
    id: &'static str,
    relevance: String,
}

impl Filter {
    fn of(owner: UserId, query: &MoviesQuery, search: Option<&Search>) -> Self {
        let mut conditions = match search {
            Some(search) => search.films(owner),
            None => Conditions::new(FROM, vec![Box::new(owner)]),
        };
        conditions.from = conditions.from.replace(FOUND, FOUND_MOVIES);
        let mut filter = Self { conditions, id: "movies.id", relevance: "movies.title_sort".to_owned() };
        filter.add_labels("movie_genres", &query.genres, query.genre_match);
        filter.add_labels("movie_tags", &query.tags, query.tag_match);
        let conditions = &mut filter.conditions;
        conditions.add_some("movies.year = $n", query.year);
        conditions.add_some("movies.year >= $n", query.decade);
        conditions.add_some("movies.year <= $n", query.decade.map(|year| year.saturating_add(9)));
        conditions.add_some("movies.runtime_minutes >= $n", query.runtime_min);
        conditions.add_some("movies.runtime_minutes <= $n", query.runtime_max);
        conditions.add_some("movies.rating >= $n", query.rating_min);
        conditions.add_some("movies.rating <= $n", query.rating_max);
        conditions.add_some(&watched("place = $n"), query.place.clone());
        conditions.add_some(BY_PERSON, query.person.as_deref().map(|name| like_pattern(&format!("\n{name}\n"))));
        conditions.add_date(&watched("$n"), query.watched_in);
        conditions.add_some(ON_LIST, query.list);
        conditions.add_some(COMMON, query.common_with);
        if let Some(wanted) = query.on_services {
            conditions.add_plain(if wanted { ON_SERVICES } else { NOT_ON_SERVICES });
        }
        for condition in [
            query.rated.map(|rated| if rated { "movies.rating IS NOT NULL" } else { "movies.rating IS NULL" }),
            query.liked.map(|liked| if liked { "movies.liked" } else { "NOT movies.liked" }),
            query.watched.map(|watched| match watched {
                Watched::Never => "movies.watch_count = 0",
                Watched::Once => "movies.watch_count = 1",
                Watched::Several => "movies.watch_count > 1",
            }),
            query.status.map(|status| match status {
                Status::Watched => "movies.watch_count > 0",
                Status::Unwatched => "movies.watch_count = 0",
                Status::Watchlist => "movies.watchlisted_at IS NOT NULL",
            }),
        ]
        .into_iter()
        .flatten()
        {
            conditions.add_plain(condition);
        }
        filter
    }

    /// Only films that have these names in the table: all of them, or any.
    fn add_labels(&mut self, table: &str, names: &[String], which: Match) {
        let in_table = |condition: &str| {
            format!("movies.id IN (SELECT movie_id FROM {table} WHERE owner_id = $1 AND name_folded {condition})")
        };
        if which == Match::All {
            for name in names {
                self.conditions.add(&in_table("= $n"), fold(name));
            }
        } else if !names.is_empty() {
            let places: Vec<String> = names.iter().map(|name| self.conditions.bind(fold(name))).collect();
            self.conditions.add_plain(&in_table(&format!("IN ({})", places.join(", "))));
        }
    }
}

/// Only films of a person. Each name is a line of its own.
const BY_PERSON: &str = "('
' || movies.directors || '
' || movies.actors || '
') LIKE $n ESCAPE '\\'";

/// Only films that one of the owner's services has: by what was typed, or in the owner's country by TMDB. Each name stands
/// between line ends, so one that can be taken out is there; both engines know no other search that takes all characters
/// as they are.
const ON_SERVICES: &str = "EXISTS (
    SELECT 1 FROM user_services WHERE user_services.owner_id = $1 AND (
        replace(movies.services_folded, user_services.name_folded, '') <> movies.services_folded
        OR EXISTS (
            SELECT 1 FROM users JOIN tmdb_availability ON tmdb_availability.region = users.region
            WHERE users.id = $1 AND tmdb_availability.tmdb_id = movies.tmdb_id
                AND replace(tmdb_availability.streaming, user_services.name_folded, '') <> tmdb_availability.streaming)))";
const NOT_ON_SERVICES: &str = sql!("NOT ", ON_SERVICES);

/// Only films on a list of the owner's.
const ON_LIST: &str = "movies.id IN (
    SELECT list_items.movie_id FROM lists JOIN list_items ON list_items.list_id = lists.id
    WHERE lists.owner_id = $1 AND lists.id = $n AND lists.deleted_at IS NULL)";

/// Only films with a watch that meets a condition.
fn watched(condition: &str) -> String {
    format!("movies.id IN (SELECT movie_id FROM watches WHERE owner_id = $1 AND {condition})")
}
