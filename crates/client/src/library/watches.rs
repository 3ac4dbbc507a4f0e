//! Watches, and the diary.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::{MovieId, WatchId};
use domain::library::undo::Undoable;
use domain::library::watches::{Watch, WatchDraft};
use domain::library::watches_query::WatchesQuery;
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// One page of a film's watches, the latest first.
    pub fn list_movie_watches(
        &self,
        movie: MovieId,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<Watch>, Error>> {
        let path = format!("/api/movies/{movie}/watches");
        self.fetch(Request::new(Method::Get, path).with_query(page.to_pairs()))
    }

    /// Records a watch of a film. With an idempotency key, repeating the call within 24 hours
    /// records nothing more and gives the same watch.
    pub fn create_watch(
        &self,
        movie: MovieId,
        draft: &WatchDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<Watch, Error>> {
        let request = Request::new(Method::Post, format!("/api/movies/{movie}/watches")).with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }

    /// A watch.
    pub fn get_watch(&self, id: WatchId) -> impl Future<Output = Result<Watch, Error>> {
        self.fetch(Request::new(Method::Get, watch_path(id)))
    }

    /// Replaces what is recorded of a watch.
    pub fn update_watch(
        &self,
        id: WatchId,
        draft: &WatchDraft,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<Watch, Error>> {
        let request = Request::new(Method::Put, watch_path(id)).with_json(draft);
        self.fetch(request.with_header("if-match", etag))
    }

    /// Deletes a watch; it can be brought back.
    pub fn delete_watch(&self, id: WatchId, etag: Option<&str>) -> impl Future<Output = Result<Undoable, Error>> {
        self.fetch(Request::new(Method::Delete, watch_path(id)).with_header("if-match", etag))
    }

    /// One page of the diary: the watches that are asked for, the latest first.
    pub fn list_watches(
        &self,
        query: &WatchesQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<Watch>, Error>> {
        let request = Request::new(Method::Get, "/api/watches");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }
}

fn watch_path(id: WatchId) -> String {
    format!("/api/watches/{id}")
}
