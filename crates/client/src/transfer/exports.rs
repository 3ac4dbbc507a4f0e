//! Exports.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::transfer::exports::ExportFormat;

/// Where an export in this format is: for what reads it piece by piece itself.
pub fn export_path(format: ExportFormat) -> String {
    format!("/api/export?format={}", format.as_str())
}

impl<T: Transport> Client<T> {
    /// Everything that one keeps, in this format, as one piece in memory.
    pub fn export(&self, format: ExportFormat) -> impl Future<Output = Result<Vec<u8>, Error>> {
        self.fetch_bytes(Request::new(Method::Get, export_path(format)))
    }
}
