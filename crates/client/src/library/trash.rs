//! The trash.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use domain::pages::{Page, PageQuery};

impl<T: Transport> Client<T> {
    /// One page of the films in the trash, the latest deleted first.
    pub fn list_trash(&self, page: &PageQuery) -> impl Future<Output = Result<Page<MovieSummary>, Error>> {
        self.fetch(Request::new(Method::Get, "/api/trash").with_query(page.to_pairs()))
    }

    /// Takes a film out of the trash; gives it as lists have it.
    pub fn restore_movie(&self, id: MovieId) -> impl Future<Output = Result<MovieSummary, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/trash/{id}/restore")))
    }

    /// Deletes a film in the trash permanently.
    pub fn erase_movie(&self, id: MovieId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/trash/{id}")))
    }
}
