//! The audit log: what was done to accounts. Lines are added and read, never changed: the database itself
//! refuses anything else, and the chain tells what was done behind its back.

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order};
use crate::secrets::mac;
use domain::audit_events::{AuditEvent, AuditEventsQuery};
use domain::pages::{Page, PageQuery};

pub use crate::audit_chain::{Verdict, prune, verify};
use uuid::Uuid;

pub(crate) const COLUMNS: &str = "audit_events.id, audit_events.created_at, audit_events.event, audit_events.actor,
    audit_events.subject, audit_events.address, audit_events.client, audit_events.count";

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
            count: row.get(7)?,
        })
    }
}

impl Item for AuditEvent {
    const COLUMNS: usize = 8;

    fn id(&self) -> Uuid {
        self.id
    }
}

/// Adds a line to the log, at the end of the transaction.
pub fn insert_audit_event(tx: &mut Tx, it: &AuditEvent) -> Result<(), Error> {
    tx.keyring()?;
    tx.note_event(it.clone());
    Ok(())
}

/// What chains a line to the one before it: a keyed digest of all that it says.
pub(crate) fn mac_of(key: &[u8], before: &[u8], seq: i64, it: &AuditEvent) -> Vec<u8> {
    let text = |text: &Option<String>| text.as_ref().map_or(vec![0], |text| [&[1], text.as_bytes()].concat());
    let (actor, subject) = (text(&it.actor), text(&it.subject));
    let (at, count) = (it.created_at.as_millis().to_be_bytes(), it.count.to_be_bytes());
    let says: [&[u8]; 8] = [
        it.id.as_bytes(),
        &at,
        it.event.as_bytes(),
        &actor,
        &subject,
        it.address.as_bytes(),
        it.client.as_bytes(),
        &count,
    ];
    mac(key, &[&[before, &seq.to_be_bytes()], says.as_slice()].concat())
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
