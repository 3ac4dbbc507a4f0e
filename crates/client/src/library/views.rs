//! Saved views.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::ViewId;
use domain::library::undo::Undoable;
use domain::library::views::{View, ViewDraft, Views};
use serde_json::{Map, Value};

impl<T: Transport> Client<T> {
    /// All views, in their order.
    pub fn list_views(&self) -> impl Future<Output = Result<Views, Error>> {
        self.fetch(Request::new(Method::Get, "/api/views"))
    }

    /// Saves a view. With an idempotency key, repeating the call within 24 hours saves nothing more and gives the same
    /// view.
    pub fn create_view(
        &self,
        draft: &ViewDraft,
        idempotency_key: Option<&str>,
    ) -> impl Future<Output = Result<View, Error>> {
        let request = Request::new(Method::Post, "/api/views").with_json(draft);
        self.fetch(request.with_header("idempotency-key", idempotency_key))
    }

    /// Changes only the fields given (RFC 7396).
    pub fn update_view(
        &self,
        id: ViewId,
        patch: &Map<String, Value>,
        etag: Option<&str>,
    ) -> impl Future<Output = Result<View, Error>> {
        let request = Request::new(Method::Patch, view_path(id)).with_json(patch);
        self.fetch(request.with_header("if-match", etag))
    }

    /// Deletes a view; it can be brought back.
    pub fn delete_view(&self, id: ViewId, etag: Option<&str>) -> impl Future<Output = Result<Undoable, Error>> {
        self.fetch(Request::new(Method::Delete, view_path(id)).with_header("if-match", etag))
    }
}

fn view_path(id: ViewId) -> String {
    format!("/api/views/{id}")
}
