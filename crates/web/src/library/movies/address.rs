//! The films' page in the address: what is asked for, how it is shown, and which page of it.

use crate::base::routes::{HOME, Location, Route, WATCHLIST, url};
use crate::lists::paging::PagePosition;
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::queries::ListQuery;

/// How films are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// Posters.
    #[default]
    Grid,
    /// Rows.
    Table,
}

/// All that the address of the films' page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Whether it is the page of the watchlist.
    pub is_watchlist: bool,
    /// Which films, in which order.
    pub query: MoviesQuery,
    /// How they are shown.
    pub view: View,
    /// Which page of them.
    pub position: PagePosition,
}

impl Address {
    /// Reads a location's query; what makes no sense has no effect.
    pub fn of(location: &Location) -> Self {
        let (mut query, _) = MoviesQuery::parse_with(&location.query, |_, _, _| true);
        let is_watchlist = location.route() == Route::Watchlist;
        if is_watchlist {
            query.status = Some(Status::Watchlist);
        }
        let view = if location.value("view") == Some("table") { View::Table } else { View::Grid };
        let position = PagePosition::from_values(location.value("page"), location.value("cursor"));
        Self { is_watchlist, query, view, position }
    }

    /// Whether it asks for fewer films than the page has.
    pub fn is_filtered(&self) -> bool {
        MoviesQuery { status: self.query.status.filter(|_| !self.is_watchlist), ..self.query.clone() }.is_filtered()
    }

    /// The address.
    pub fn to_url(&self) -> String {
        let view = (self.view == View::Table).then(|| ("view", "table".to_owned()));
        let asked = self.query.to_pairs().into_iter().filter(|(name, _)| !(self.is_watchlist && *name == "status"));
        let pairs: Vec<_> = asked.chain(view).chain(self.position.to_pairs()).collect();
        url(if self.is_watchlist { WATCHLIST } else { HOME }, pairs.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// The same with another query, from its first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut MoviesQuery)) -> Self {
        let mut query = self.query.clone();
        change(&mut query);
        Self { query, position: PagePosition::default(), ..self.clone() }
    }

    /// The same, shown in another way.
    #[must_use]
    pub fn shown_as(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same, sorted by a column; again by the same column turns the order round.
    #[must_use]
    pub fn sorted_by(&self, by: SortBy) -> Self {
        let sort = self.query.order();
        let descending = if sort.by == by { !sort.descending } else { starts_descending(by) };
        self.with(|query| query.sort = Some(Sort { by, descending }))
    }

    /// The same without any filter, in the same order.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        let status = self.query.status.filter(|_| self.is_watchlist);
        self.with(|query| *query = MoviesQuery { sort: query.sort, status, ..MoviesQuery::default() })
    }
}

/// Whether one expects the highest first: the best, the newest, but titles from A to Z and the shortest film.
fn starts_descending(by: SortBy) -> bool {
    !matches!(by, SortBy::Title | SortBy::Runtime | SortBy::Relevance | SortBy::Priority)
}

/// The orders in the words of the page.
pub const SORTS: [(SortBy, &str); 9] = [
    (SortBy::Relevance, "Best match"),
    (SortBy::Watchlisted, "Date added to watchlist"),
    (SortBy::Priority, "Priority"),
    (SortBy::Added, "Date added"),
    (SortBy::Title, "Title"),
    (SortBy::Year, "Year"),
    (SortBy::WatchedOn, "Date watched"),
    (SortBy::Rating, "Rating"),
    (SortBy::Runtime, "Runtime"),
];

/// The statuses in the words of the page.
pub const STATUSES: [(Option<Status>, &str); 3] =
    [(None, "All"), (Some(Status::Watched), "Watched"), (Some(Status::Unwatched), "Unwatched")];

/// What the order's direction means, in words.
pub fn direction(sort: Sort) -> &'static str {
    match (sort.by, sort.descending) {
        (SortBy::Title, false) => "A to Z",
        (SortBy::Title, true) => "Z to A",
        (SortBy::Runtime, true) => "Longest first",
        (SortBy::Runtime, false) => "Shortest first",
        (SortBy::Relevance, _) => "Best match first",
        (SortBy::Rating, true) | (SortBy::Priority, false) => "Highest first",
        (SortBy::Rating, false) | (SortBy::Priority, true) => "Lowest first",
        (_, true) => "Newest first",
        (_, false) => "Oldest first",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        Address::of(&Location::parse(url))
    }

    #[test]
    fn the_address_says_all_and_nothing_that_goes_without_saying() {
        let url = "/movies?search=am%C3%A9lie%20%26&genre=Drama&year=2001&rating_min=3.5&status=watched\
                   &sort=-rating&view=table&page=2&cursor=abc";
        assert_eq!(address(url).to_url(), url.replace(' ', ""));
        assert_eq!(Address::default().to_url(), "/movies");
    }

    #[test]
    fn the_watchlist_has_an_address_of_its_own() {
        let here = address("/watchlist?genre=Drama&sort=runtime");
        assert!(here.is_watchlist && here.is_filtered());
        assert_eq!(here.to_url(), "/watchlist?genre=Drama&sort=runtime");
        assert_eq!(here.unfiltered().to_url(), "/watchlist?sort=runtime");
        assert!(!here.unfiltered().is_filtered());
        assert_eq!(here.unfiltered().query.status, Some(Status::Watchlist));
        assert_eq!(here.with(|query| query.sort = None).query.order(), Sort::WATCHLISTED);
    }

    #[test]
    fn what_makes_no_sense_has_no_effect() {
        assert_eq!(address("/movies?year=x&status=seen&sort=&view=wall&page=0&foo=bar"), Address::default());
    }

    #[test]
    fn another_query_starts_at_the_first_leaf_and_another_view_does_not() {
        let here = address("/movies?page=2&cursor=abc");
        assert_eq!(here.with(|query| query.year = Some(1999)).to_url(), "/movies?year=1999");
        assert_eq!(here.shown_as(View::Table).to_url(), "/movies?view=table&page=2&cursor=abc");
    }

    #[test]
    fn sorting_twice_by_a_column_turns_it_round() {
        let by_title = Address::default().sorted_by(SortBy::Title);
        assert_eq!(by_title.to_url(), "/movies?sort=title");
        assert_eq!(by_title.sorted_by(SortBy::Title).to_url(), "/movies?sort=-title");
        assert_eq!(by_title.sorted_by(SortBy::Rating).to_url(), "/movies?sort=-rating");
    }

    #[test]
    fn clearing_the_filters_keeps_the_order() {
        let here = address("/movies?search=x&genre=Drama&sort=title&view=table");
        assert_eq!(here.unfiltered().to_url(), "/movies?sort=title&view=table");
    }
}
