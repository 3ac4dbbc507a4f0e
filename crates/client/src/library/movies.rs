//! Films.
//!
//! An `etag`, when given, makes a change happen only to the version that was read: the call fails
//! with [`domain::problems::ProblemKind::PreconditionFailed`] when the film has changed since.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::MovieId;
use domain::library::movies::{Movie, MovieDraft, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// One page of the films that match.
    pub fn list_movies(
        &self,
        query: &MoviesQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<MovieSummary>, Error>> {
        let pairs = query.to_pairs().into_iter().chain(page.to_pairs());
        self.fetch(Request::new(Method::Get, "/api/movies").with_query(pairs))
    }

    /// Adds a film. With an idempotency key, repeating the call within 24 hours adds nothing more
    /// and gives the same film.
    pub fn create_movie(
        &self,
        draft: &MovieDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<Movie, Error>> {
        let request = Request::new(Method::Post, "/api/movies").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }

    /// A film.
    pub fn get_movie(&self, id: MovieId) -> impl Future<Output = Result<Movie, Error>> {
        self.fetch(Request::new(Method::Get, movie_path(id)))
    }

    /// Replaces all fields of a film that can be edited.
    pub fn replace_movie(
        &self,
        id: MovieId,
        draft: &MovieDraft,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<Movie, Error>> {
        let request = Request::new(Method::Put, movie_path(id)).with_json(draft);
        self.fetch(request.with_header("if-match", etag))
    }

    /// Changes only the fields given; null clears one (RFC 7396).
    pub fn update_movie(
        &self,
        id: MovieId,
        patch: &Map<String, Value>,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<Movie, Error>> {
        let request = Request::new(Method::Patch, movie_path(id)).with_json(patch);
        self.fetch(request.with_header("if-match", etag))
    }

    /// A film, as lists have it.
    pub fn get_movie_summary(&self, id: MovieId) -> impl Future<Output = Result<MovieSummary, Error>> {
        self.fetch(Request::new(Method::Get, movie_path(id)))
    }

    /// Does as [`Client::update_movie`] to any version of the film; gives it as lists have it.
    pub fn update_movie_summary(
        &self,
        id: MovieId,
        patch: &Map<String, Value>,
    ) -> impl Future<Output = Result<MovieSummary, Error>> {
        self.fetch(Request::new(Method::Patch, movie_path(id)).with_json(patch))
    }

    /// Puts a film in the trash.
    pub fn delete_movie(&self, id: MovieId, etag: Option<&str>) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, movie_path(id)).with_header("if-match", etag))
    }
}

fn movie_path(id: MovieId) -> String {
    format!("/api/movies/{id}")
}
