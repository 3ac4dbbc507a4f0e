//! What hangs on a table that is made anew: rows that refer to it, and triggers.

use crate::common::{NOTHING, change_column, check, on_both_engines, tables};
use storage::Error;
use storage::schema::{Column, Literal, TABLES};

on_both_engines! {
    async fn the_audit_log_stays_append_only(scratch: Scratch) {
        let mut tables = tables("audit_events", |it| {
            change_column(it, "address", |column| column.default(Literal::Text("")));
        });
        let head = tables.iter_mut().find(|table| table.name == "audit_head").unwrap();
        change_column(head, "seal", Column::nullable);
        let by_hand = [None, Some(("-- UPDATE \"audit_head\" SET \"seal\" = … WHERE \"seal\" IS NULL;", ""))];
        let store = check(&scratch, &tables, crate::common::Expected { by_hand, ..NOTHING }).await;
        for sql in ["DELETE FROM audit_events", "UPDATE audit_events SET actor = 'eve'"] {
            let refused: Result<u64, Error> = store.write(move |tx| tx.execute(sql, &[])).await;
            assert!(matches!(&refused, Err(Error::Database(text)) if text.contains("append-only")), "{sql}: {refused:?}");
        }
    }

    async fn references_work_after_a_table_was_made_anew(scratch: Scratch) {
        let tables = tables("users", |it| {
            change_column(it, "password_hash", |column| column.default(Literal::Text("")));
        });
        let store = check(&scratch, &tables, NOTHING).await;
        let counts = "SELECT (SELECT count(*) FROM movies), (SELECT count(*) FROM watches),
            (SELECT count(*) FROM sessions)";
        let before: (i64, i64, i64) = store.read::<_, Error, _>(move |tx| tx.query_one(counts, &[])).await.unwrap();
        assert_eq!(before, (6, 4, 2));
        store.write::<_, Error, _>(|tx| tx.execute("DELETE FROM users WHERE username = 'ana'", &[])).await.unwrap();
        let after: (i64, i64, i64) = store.read::<_, Error, _>(move |tx| tx.query_one(counts, &[])).await.unwrap();
        assert_eq!(after, (3, 2, 1));
    }

    async fn a_trigger_that_is_not_declared_is_told(scratch: Scratch) {
        let undeclared = tables("audit_events", |it| (it.triggers.sqlite, it.triggers.postgres) = (&[], &[]));
        let up = scratch.generate(&undeclared).await.up_sql();
        assert!(up.contains("-- by hand: the trigger audit_events_are_kept"), "{up}");
        let names = &["watches_are_kept"];
        let missing = tables("watches", |it| (it.triggers.sqlite, it.triggers.postgres) = (names, names));
        let up = scratch.generate(&missing).await.up_sql();
        assert!(up.contains("-- by hand: the trigger watches_are_kept on watches"), "{up}");
        assert!(scratch.generate(TABLES).await.is_empty());
    }
}
