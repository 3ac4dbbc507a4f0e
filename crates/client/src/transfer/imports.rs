//! Imports and their rows.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::ImportId;
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;
use domain::transfer::imports::{Choices, Import};
use domain::transfer::imports_query::RowsQuery;
use domain::transfer::media_tracker::MediaTrackerDraft;
use domain::transfer::rows::{ImportRow, RowsDraft};

impl<T: Transport> Client<T> {
    /// One page of one's imports, the newest first.
    pub fn list_imports(&self, page: &PageQuery) -> impl Future<Output = Result<Page<Import>, Error>> {
        self.fetch(Request::new(Method::Get, "/api/imports").with_query(page.to_pairs()))
    }

    /// Uploads a file, whose moments become days of this time zone, or else of UTC.
    pub fn create_import(
        &self,
        file: Vec<u8>,
        file_name: &str,
        time_zone: Option<&str>,
    ) -> impl Future<Output = Result<Import, Error>> {
        let name = ("file_name", file_name.to_owned());
        let query = [name].into_iter().chain(time_zone.map(|zone| ("time_zone", zone.to_owned())));
        self.fetch(Request::new(Method::Post, "/api/imports").with_query(query).with_bytes(file))
    }

    /// Imports what a person keeps at a MediaTracker.
    pub fn fetch_import(&self, draft: &MediaTrackerDraft) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(Request::new(Method::Post, "/api/imports/mediatracker").with_json(draft))
    }

    /// An import.
    pub fn get_import(&self, id: ImportId) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/imports/{id}")))
    }

    /// Answers an import's question, or chooses how it is applied.
    pub fn update_import(&self, id: ImportId, choices: &Choices) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(Request::new(Method::Patch, format!("/api/imports/{id}")).with_json(choices))
    }

    /// One page of the rows of an import.
    pub fn list_import_rows(
        &self,
        id: ImportId,
        query: &RowsQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<ImportRow>, Error>> {
        let request = Request::new(Method::Get, format!("/api/imports/{id}/rows"));
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }

    /// What became of every row of an import, as CSV.
    pub fn get_import_report(&self, id: ImportId) -> impl Future<Output = Result<Vec<u8>, Error>> {
        self.fetch_bytes(Request::new(Method::Get, format!("/api/imports/{id}/report")))
    }

    /// Says which rows of an import are taken, or which film they mean.
    pub fn update_import_rows(&self, id: ImportId, draft: &RowsDraft) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(Request::new(Method::Patch, format!("/api/imports/{id}/rows")).with_json(draft))
    }

    /// Applies an import.
    pub fn apply_import(&self, id: ImportId) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/imports/{id}/apply")))
    }

    /// Undoes an import that was applied; with an `etag`, only in the version that was read.
    pub fn undo_import(&self, id: ImportId, etag: Option<&str>) -> impl Future<Output = Result<Import, Error>> {
        self.fetch(deletion(id, etag))
    }

    /// Discards an import that wasn't applied; with an `etag`, only in the version that was read: one that was applied
    /// meanwhile would be undone.
    pub fn discard_import(&self, id: ImportId, etag: Option<&str>) -> impl Future<Output = Result<(), Error>> {
        self.run(deletion(id, etag))
    }
}

fn deletion(id: ImportId, etag: Option<&str>) -> Request {
    Request::new(Method::Delete, format!("/api/imports/{id}")).with_header("if-match", etag)
}
