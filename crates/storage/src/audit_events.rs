//! The audit log: what was done to accounts. Rows are added and read, never changed; the database
//! itself refuses anything else.

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order};
use domain::audit_events::{AuditEvent, AuditEventsQuery};
use domain::pages::{Page, PageQuery};
use uuid::Uuid;

const COLUMNS: &str = "audit_events.id, audit_events.created_at, audit_events.event, audit_events.actor,
    audit_events.subject, audit_events.address, audit_events.client";

impl FromRow for AuditEvent {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            created_at: row.get(1)?,
            event: row.get(2)?,
            actor: row.get(3)?,
            subject: row.get(4)?,
            address: row.get(5)?,
            client: row.get(6)?,
        })
    }
}

impl Item for AuditEvent {
    const COLUMNS: usize = 7;

    fn id(&self) -> Uuid {
        self.id
    }
}

const INSERT_AUDIT_EVENT: &str = "
    INSERT INTO audit_events (id, created_at, event, actor, subject, address, client)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds a line to the log.
pub fn insert_audit_event(tx: &mut Tx, it: &AuditEvent) -> Result<(), Error> {
    let values: [&dyn crate::Param; 7] =
        [&it.id, &it.created_at, &it.event, &it.actor, &it.subject, &it.address, &it.client];
    tx.execute(INSERT_AUDIT_EVENT, &values).map(drop)
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
        columns: COLUMNS,
        total: None,
        from,
        id: "audit_events.id",
        order: Order { key: "audit_events.created_at", kind: KeyKind::Moment, floor: None, descending: true },
        params: &params,
    };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {from}"), &params))
}
