//! `movietracker audit`.

use crate::database::DatabaseOptions;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use domain::accounts::audit_events::{AuditEvent, AuditEventsQuery, describe};
use domain::pages::{MAX_LIMIT, PageQuery};
use storage::accounts::audit_chain::{Verdict, verify};
use storage::accounts::audit_events::list_audit_events;
use storage::{Error, Store};

/// The options of `audit`.
#[derive(Args)]
pub struct AuditOptions {
    #[command(subcommand)]
    command: Option<AuditCommand>,
    /// The maximum number of lines.
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

/// What to do with the log besides showing it.
#[derive(Subcommand)]
enum AuditCommand {
    /// Check that only this program changed the log; fails when an event was edited, deleted or added otherwise.
    Verify,
}

/// Prints the log, or what came of checking it.
pub async fn run(database: &DatabaseOptions, options: AuditOptions) -> Result<()> {
    let store = database.open_migrated().await?;
    if let Some(AuditCommand::Verify) = options.command {
        return check(&store).await;
    }
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

async fn check(store: &Store) -> Result<()> {
    match store.write::<_, Error, _>(verify).await? {
        Verdict::Whole(1) => println!("The audit log is intact: 1 event."),
        Verdict::Whole(count) => println!("The audit log is intact: {count} events."),
        Verdict::Broken(reason) => bail!("the audit log was tampered with. {reason}"),
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
    let times = if event.count > 1 { format!(" ({} times)", event.count) } else { String::new() };
    format!(
        "{} {:<16} actor={actor} subject={subject} from={address} {what}{times} {client}",
        event.created_at, event.event
    )
}
