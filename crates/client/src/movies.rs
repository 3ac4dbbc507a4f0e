//! Films, their genres and tags, and the bin.
//!
//! An `etag`, when given, makes a change happen only to the version that was read: the call fails
//! with [`domain::problems::ProblemKind::PreconditionFailed`] when the film has changed since.

use crate::{Client, Error, Method, Request, Transport};
use domain::ids::MovieId;
use domain::labels::Labels;
use domain::movies::{Movie, MovieDraft};
use domain::movies_query::MoviesQuery;
use domain::pages::{Page, PageQuery};
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// One page of the films that match.
    pub async fn list_movies(&self, query: &MoviesQuery, page: &PageQuery) -> Result<Page<Movie>, Error> {
        let pairs = query.to_pairs().into_iter().chain(page.to_pairs());
        self.fetch(Request::new(Method::Get, "/api/movies").with_query(pairs)).await
    }

    /// Adds a film. With an idempotency key, repeating the call within 24 hours adds nothing more
    /// and gives the same film.
    pub async fn create_movie(&self, draft: &MovieDraft, idempotency_key: Option<&str>) -> Result<Movie, Error> {
        let request = Request::new(Method::Post, "/api/movies").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key)).await
    }

    /// A film.
    pub async fn get_movie(&self, id: MovieId) -> Result<Movie, Error> {
        self.fetch(Request::new(Method::Get, movie_path(id))).await
    }

    /// Replaces all fields of a film that can be edited.
    pub async fn replace_movie(&self, id: MovieId, draft: &MovieDraft, etag: Option<&str>) -> Result<Movie, Error> {
        let request = Request::new(Method::Put, movie_path(id)).with_json(draft);
        self.fetch(request.with_header("if-match", etag)).await
    }

    /// Changes only the fields given; null clears one (RFC 7396).
    pub async fn update_movie(
        &self,
        id: MovieId,
        patch: &Map<String, Value>,
        etag: Option<&str>,
    ) -> Result<Movie, Error> {
        let request = Request::new(Method::Patch, movie_path(id)).with_json(patch);
        self.fetch(request.with_header("if-match", etag)).await
    }

    /// Puts a film in the bin.
    pub async fn delete_movie(&self, id: MovieId, etag: Option<&str>) -> Result<(), Error> {
        self.run(Request::new(Method::Delete, movie_path(id)).with_header("if-match", etag)).await
    }

    /// The genres of all films.
    pub async fn list_genres(&self) -> Result<Labels, Error> {
        self.fetch(Request::new(Method::Get, "/api/genres")).await
    }

    /// The tags of all films.
    pub async fn list_tags(&self) -> Result<Labels, Error> {
        self.fetch(Request::new(Method::Get, "/api/tags")).await
    }

    /// One page of the films in the bin, the latest deleted first.
    pub async fn list_bin(&self, page: &PageQuery) -> Result<Page<Movie>, Error> {
        self.fetch(Request::new(Method::Get, "/api/bin").with_query(page.to_pairs())).await
    }

    /// Takes a film out of the bin.
    pub async fn restore_movie(&self, id: MovieId) -> Result<Movie, Error> {
        self.fetch(Request::new(Method::Post, format!("/api/bin/{id}/restore"))).await
    }

    /// Deletes a film in the bin for ever.
    pub async fn erase_movie(&self, id: MovieId) -> Result<(), Error> {
        self.run(Request::new(Method::Delete, format!("/api/bin/{id}"))).await
    }
}

fn movie_path(id: MovieId) -> String {
    format!("/api/movies/{id}")
}
