//! Watches, and the diary.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::{MovieId, WatchId};
use domain::library::watches::{Watch, WatchDraft};
use domain::pages::{Page, PageQuery};

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

    /// Replaces what is recorded of a watch.
    pub fn update_watch(&self, id: WatchId, draft: &WatchDraft) -> impl Future<Output = Result<Watch, Error>> {
        self.fetch(Request::new(Method::Put, format!("/api/watches/{id}")).with_json(draft))
    }

    /// Deletes a watch.
    pub fn delete_watch(&self, id: WatchId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/watches/{id}")))
    }

    /// One page of the diary: all watches, the latest first.
    pub fn list_watches(&self, page: &PageQuery) -> impl Future<Output = Result<Page<Watch>, Error>> {
        self.fetch(Request::new(Method::Get, "/api/watches").with_query(page.to_pairs()))
    }
}
