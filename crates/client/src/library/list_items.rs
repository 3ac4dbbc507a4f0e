//! The films of lists. An `etag` is that of the list; see [`super::lists`].

use super::lists::{list_path, shared_list_path};
use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::{ListId, MovieId};
use domain::library::list_items::{ListItem, ListItemRemoved, ListItemsAdded, ListItemsDraft, ListOrderDraft};
use domain::library::lists::List;
use domain::pages::{Page, PageQuery};
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// One page of the films of a list, in its order.
    pub fn list_list_items(
        &self,
        list: ListId,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<ListItem>, Error>> {
        self.fetch(Request::new(Method::Get, items_path(list)).with_query(page.to_pairs()))
    }

    /// Puts films at the end of a list. With an idempotency key, repeating the call within 24 hours gives the same
    /// answer.
    pub fn create_list_items(
        &self,
        list: ListId,
        draft: &ListItemsDraft,
        etag: Option<&str>,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<ListItemsAdded, Error>> {
        let request = Request::new(Method::Post, items_path(list)).with_json(draft);
        self.fetch(request.with_header("if-match", etag).with_header("idempotency-key", idempotency_key))
    }

    /// Brings all films of a list into another order.
    pub fn update_list_order(
        &self,
        list: ListId,
        movies: &[MovieId],
        etag: Option<&str>,
    ) -> impl Future<Output = Result<List, Error>> {
        let draft = ListOrderDraft { movie_ids: movies.to_vec() };
        self.fetch(Request::new(Method::Put, items_path(list)).with_json(&draft).with_header("if-match", etag))
    }

    /// Moves a film on a list, or changes the note on it; null clears that (RFC 7396).
    pub fn update_list_item(
        &self,
        list: ListId,
        movie: MovieId,
        patch: &Map<String, Value>,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<List, Error>> {
        let request = Request::new(Method::Patch, item_path(list, movie)).with_json(patch);
        self.fetch(request.with_header("if-match", etag))
    }

    /// Takes a film off a list; it can be put back.
    pub fn delete_list_item(
        &self,
        list: ListId,
        movie: MovieId,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<ListItemRemoved, Error>> {
        self.fetch(Request::new(Method::Delete, item_path(list, movie)).with_header("if-match", etag))
    }

    /// One page of the films of a list that is shared by the link with this token.
    pub fn list_shared_list_items(
        &self,
        token: &str,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<ListItem>, Error>> {
        let path = format!("{}/items", shared_list_path(token));
        self.fetch(Request::new(Method::Get, path).with_query(page.to_pairs()))
    }
}

fn items_path(list: ListId) -> String {
    format!("{}/items", list_path(list))
}

fn item_path(list: ListId, movie: MovieId) -> String {
    format!("{}/{movie}", items_path(list))
}
