//! The audit log.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::audit_events::AuditEvent;
use domain::accounts::audit_events::AuditEventsQuery;
use domain::pages::Page;
use domain::pages::PageQuery;
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// One page of the audit log, the newest first.
    pub fn list_audit_events(
        &self,
        query: &AuditEventsQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<AuditEvent>, Error>> {
        let request = Request::new(Method::Get, "/api/audit-events");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }
}
