use crate::common::{at, on_both_engines, read, write};
use domain::accounts::audit_events::AuditEvent;
use domain::pages::PageQuery;
use storage::accounts::audit_chain::{Verdict, prune, verify};
use storage::accounts::audit_events::{insert_audit_event, list_audit_events};
use storage::{Engine, Error, Store, Tx};
use uuid::Uuid;

fn event(number: i64) -> AuditEvent {
    AuditEvent {
        id: Uuid::from_u128(u128::try_from(number).unwrap()),
        created_at: at(number),
        event: "login".to_owned(),
        actor: Some("ana".to_owned()),
        subject: None,
        address: "203.0.113.7".to_owned(),
        client: "Firefox 🦊".to_owned(),
        count: 1,
    }
}

async fn log(store: &Store, numbers: std::ops::RangeInclusive<i64>) {
    for number in numbers {
        write(store, move |tx| insert_audit_event(tx, &event(number))).await;
    }
}

/// What somebody does to the database who may do anything.
async fn tamper(store: &Store, sql: &'static str) {
    let off = match store.engine() {
        Engine::Sqlite => "DROP TRIGGER audit_events_are_kept; DROP TRIGGER audit_events_are_unchanged",
        Engine::Postgres => "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    };
    write(store, move |tx: &mut Tx| {
        tx.batch(off)?;
        tx.batch(sql)
    })
    .await;
}

async fn verdict(store: &Store) -> Verdict {
    write(store, verify).await
}

on_both_engines! {
    async fn a_log_as_it_was_written_is_whole(db: Db) {
        let store = db.migrated().await;
        assert_eq!(verdict(&store).await, Verdict::Whole(0));
        log(&store, 1..=5).await;
        assert_eq!(verdict(&store).await, Verdict::Whole(5));
    }

    async fn an_event_of_a_transaction_that_fails_is_not_in_the_log(db: Db) {
        let store = db.migrated().await;
        let failed: Result<(), Error> = store
            .write(|tx| {
                insert_audit_event(tx, &event(1))?;
                Err(Error::Full)
            })
            .await;
        assert_eq!(failed, Err(Error::Full));
        assert_eq!(verdict(&store).await, Verdict::Whole(0));
    }

    async fn many_who_write_at_once_make_one_chain(db: Db) {
        let store = db.migrated().await;
        let tasks: Vec<_> = (1..=20)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move { log(&store, number..=number).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(verdict(&store).await, Verdict::Whole(20));
    }

    async fn an_edit_is_found(db: Db) {
        let store = db.migrated().await;
        log(&store, 1..=3).await;
        tamper(&store, "UPDATE audit_events SET address = '198.51.100.1' WHERE seq = 2").await;
        assert!(matches!(verdict(&store).await, Verdict::Broken(reason) if reason.contains("Event 2")));
    }

    async fn a_deletion_is_found_in_the_middle_and_at_the_end(db: Db) {
        let store = db.migrated().await;
        log(&store, 1..=5).await;
        tamper(&store, "DELETE FROM audit_events WHERE seq = 5").await;
        assert!(matches!(verdict(&store).await, Verdict::Broken(reason) if reason.contains("5 to 5 are missing, at the end")));
        write(&store, |tx: &mut Tx| tx.batch("DELETE FROM audit_events WHERE seq IN (2, 3)")).await;
        assert!(matches!(verdict(&store).await, Verdict::Broken(reason) if reason.contains("2 to 3 are missing")));
    }

    async fn an_emptied_log_is_found(db: Db) {
        let store = db.migrated().await;
        log(&store, 1..=3).await;
        tamper(&store, "DELETE FROM audit_events").await;
        assert!(matches!(verdict(&store).await, Verdict::Broken(_)));
        // Also when it is said to have been pruned.
        write(&store, |tx: &mut Tx| tx.batch("UPDATE audit_head SET pruned_seq = 3")).await;
        assert!(matches!(verdict(&store).await, Verdict::Broken(reason) if reason.contains("was changed")));
    }

    async fn the_oldest_events_are_pruned_and_the_rest_is_whole(db: Db) {
        let store = db.migrated().await;
        log(&store, 1..=9).await;
        assert_eq!(write(&store, |tx| prune(tx, at(6), 2)).await, 2);
        assert_eq!(write(&store, |tx| prune(tx, at(6), 100)).await, 3);
        assert_eq!(write(&store, |tx| prune(tx, at(6), 100)).await, 0);
        assert_eq!(verdict(&store).await, Verdict::Whole(4));
        log(&store, 10..=10).await;
        assert_eq!(verdict(&store).await, Verdict::Whole(5));
        let page = PageQuery { limit: 100, cursor: None };
        let left = read(&store, move |tx| list_audit_events(tx, &Default::default(), &page)).await;
        assert_eq!(left.items.len(), 5);
        // Others than those are kept by the database itself.
        let deleted = store.write(|tx| tx.execute("DELETE FROM audit_events WHERE seq = 8", &[])).await;
        assert!(deleted.is_err());
    }
}
