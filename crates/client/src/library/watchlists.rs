//! Watchlists: their order, picking a film, and what two people both want.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::{MovieId, UserId};
use domain::library::movies::{Movie, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::library::watchlists::{PriorityDraft, SharedWatchlists};
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// One of the films that match, by chance, as lists have it.
    pub fn pick_movie(&self, query: &MoviesQuery) -> impl Future<Output = Result<MovieSummary, Error>> {
        self.fetch(Request::new(Method::Get, "/api/movies/random").with_query(query.to_pairs()))
    }

    /// Moves a film of the watchlist behind another one, or to the first place.
    pub fn move_on_watchlist(
        &self,
        id: MovieId,
        after: Option<MovieId>,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<Movie, Error>> {
        let draft = PriorityDraft { after: Some(after) };
        let request = Request::new(Method::Put, format!("/api/movies/{id}/priority")).with_json(&draft);
        self.fetch(request.with_header("if-match", etag))
    }

    /// The people who share their watchlists.
    pub fn list_watchlists(&self) -> impl Future<Output = Result<SharedWatchlists, Error>> {
        self.fetch(Request::new(Method::Get, "/api/watchlists"))
    }

    /// One page of the films that both want to watch.
    pub fn list_common_movies(
        &self,
        user: UserId,
        query: &MoviesQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<MovieSummary>, Error>> {
        let request = Request::new(Method::Get, format!("/api/watchlists/{user}/common"));
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }
}
