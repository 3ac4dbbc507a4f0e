//! What was added, changed or deleted.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::changes::{Changes, ChangesQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// What changed since a cursor; without one, all there is.
    pub fn list_changes(&self, query: &ChangesQuery) -> impl Future<Output = Result<Changes, Error>> {
        self.fetch(Request::new(Method::Get, "/api/changes").with_query(query.to_pairs()))
    }
}
