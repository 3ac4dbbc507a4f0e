//! The audit log: what was done to accounts. Lines are added and read, never changed: the database itself
//! refuses anything else, and the chain tells what was done behind its back.

use super::audit_chain::append;
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order};
use domain::accounts::audit_events::{AuditEvent, AuditEventsQuery};
use domain::pages::{Page, PageQuery};

use uuid::Uuid;

impl Item for AuditEvent {
    fn id(&self) -> Uuid {
        self.id
    }
}

/// Adds a line to the log, at the end of the transaction.
pub fn insert_audit_event(tx: &mut Tx, it: &AuditEvent) -> Result<(), Error> {
    let it = it.clone();
    // At the very end: whoever writes a line holds the end of the log until the transaction ends.
    tx.defer(move |tx| append(tx, &it));
    Ok(())
}

/// The log, the newest first.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is none of this list.
pub fn list_audit_events(tx: &mut Tx, query: &AuditEventsQuery, page: &PageQuery) -> Result<Page<AuditEvent>, Error> {
    let (from, params): (&str, Vec<&dyn Param>) = match &query.event {
        Some(event) => ("FROM audit_events WHERE audit_events.event = $1", vec![event]),
        None => ("FROM audit_events WHERE 1 = 1", Vec::new()),
    };
    let listing = Listing {
        name: query.event.as_deref().unwrap_or("audit_events"),
        total: None,
        from,
        id: "audit_events.id",
        order: Order { key: "audit_events.created_at", kind: KeyKind::Moment, floor: None, descending: true },
        params: &params,
        joined: None,
    };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {from}"), &params))
}
