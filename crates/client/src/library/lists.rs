//! Lists of films.
//!
//! An `etag`, when given, makes a change happen only to the version of the list that was read: the call fails with
//! [`domain::problems::ProblemKind::PreconditionFailed`] when the list has changed since.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::ListId;
use domain::library::lists::{List, ListDraft, SharedList};
use domain::library::lists_query::ListsQuery;
use domain::library::undo::Undoable;
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// One page of the lists that are asked for.
    pub fn list_lists(&self, query: &ListsQuery, page: &PageQuery) -> impl Future<Output = Result<Page<List>, Error>> {
        let request = Request::new(Method::Get, "/api/lists");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }

    /// Makes a list. With an idempotency key, repeating the call within 24 hours makes no other and gives the same one.
    pub fn create_list(
        &self,
        draft: &ListDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<List, Error>> {
        let request = Request::new(Method::Post, "/api/lists").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }

    /// A list.
    pub fn get_list(&self, id: ListId) -> impl Future<Output = Result<List, Error>> {
        self.fetch(Request::new(Method::Get, list_path(id)))
    }

    /// Changes only the fields given; null clears one (RFC 7396).
    pub fn update_list(
        &self,
        id: ListId,
        patch: &Map<String, Value>,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<List, Error>> {
        let request = Request::new(Method::Patch, list_path(id)).with_json(patch);
        self.fetch(request.with_header("if-match", etag))
    }

    /// Deletes a list; it can be brought back.
    pub fn delete_list(&self, id: ListId, etag: Option<&str>) -> impl Future<Output = Result<Undoable, Error>> {
        self.fetch(Request::new(Method::Delete, list_path(id)).with_header("if-match", etag))
    }

    /// Shares a list by a link, unless it is already.
    pub fn create_list_link(&self, id: ListId) -> impl Future<Output = Result<List, Error>> {
        self.fetch(Request::new(Method::Post, format!("{}/link", list_path(id))))
    }

    /// Withdraws the link of a list.
    pub fn delete_list_link(&self, id: ListId) -> impl Future<Output = Result<List, Error>> {
        self.fetch(Request::new(Method::Delete, format!("{}/link", list_path(id))))
    }

    /// A list that is shared by the link with this token.
    pub fn get_shared_list(&self, token: &str) -> impl Future<Output = Result<SharedList, Error>> {
        self.fetch(Request::new(Method::Get, shared_list_path(token)))
    }
}

pub(super) fn list_path(id: ListId) -> String {
    format!("/api/lists/{id}")
}

pub(super) fn shared_list_path(token: &str) -> String {
    let token = percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC);
    format!("/api/shared/lists/{token}")
}
