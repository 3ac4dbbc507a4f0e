//! `movietracker audit`.

use crate::database::DatabaseOptions;
use anyhow::Result;
use clap::Args;
use domain::audit_events::{AuditEvent, AuditEventsQuery, describe};
use domain::pages::{MAX_LIMIT, PageQuery};
use storage::Error;
use storage::audit_events::list_audit_events;

/// The options of `audit`.
#[derive(Args)]
pub struct AuditOptions {
    /// The lines at the most.
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

/// Prints the log.
pub async fn run(database: &DatabaseOptions, options: AuditOptions) -> Result<()> {
    let store = database.open_migrated().await?;
    let (mut left, mut cursor) = (options.limit, None);
    while left > 0 {
        let limit = u32::try_from(left).unwrap_or(MAX_LIMIT).min(MAX_LIMIT);
        let query = PageQuery { limit, cursor };
        let all = AuditEventsQuery::default();
        let page = store.read::<_, Error, _>(move |tx| list_audit_events(tx, &all, &query)).await?;
        for event in &page.items {
            println!("{}", line(event));
        }
        left = left.saturating_sub(page.items.len());
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(())
}

fn line(event: &AuditEvent) -> String {
    let address = if event.address.is_empty() { "command line" } else { &event.address };
    let actor = event.actor.as_deref().unwrap_or("-");
    let subject = event.subject.as_deref().unwrap_or("-");
    let what = describe(&event.event);
    // What a client says it is comes from anybody: nothing of it may steer a terminal.
    let client: String = event.client.chars().filter(|c| !c.is_control()).collect();
    format!("{} {:<16} actor={actor} subject={subject} from={address} {what} {client}", event.created_at, event.event)
}
