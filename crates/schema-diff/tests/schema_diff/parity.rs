use crate::common::{on_both_engines, tables};
use schema_diff::{declared_schema, differences, generate, schema_of};
use storage::schema::{TABLES, Table};

type Change = fn(&mut Table);

on_both_engines! {
    async fn the_migrations_make_the_declared_schema(scratch: Scratch) {
        let made = schema_of(&scratch.migrated().await).await.unwrap();
        let declared = declared_schema(&scratch.empty().await, TABLES).await.unwrap();
        assert!(made.sentences().len() > 200, "the schema was read");
        let wrong = differences(("the migrations", &made), ("the declaration", &declared));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn with_nothing_changed_there_is_nothing_to_do(scratch: Scratch) {
        let generated = generate(&scratch.migrated().await, &scratch.empty().await, TABLES).await.unwrap();
        assert!(generated.is_empty() && generated.down.is_empty(), "{generated:?}");
    }

    async fn every_part_of_a_schema_is_compared(scratch: Scratch) {
        let declared = declared_schema(&scratch.empty().await, TABLES).await.unwrap();
        let parts: [(&str, Change); 7] = [
            ("watches", |it| it.columns = &it.columns[..it.columns.len() - 1]),
            ("watches", |it| it.primary_key = &["owner_id", "id"]),
            ("watches", |it| it.uniques = &[]),
            ("watches", |it| it.indexes = &it.indexes[..1]),
            ("one_time_links", |it| it.checks = &[]),
            ("audit_events", |it| it.triggers.sqlite = &[]),
            ("audit_events", |it| it.triggers.postgres = &[]),
        ];
        for (number, (table, change)) in parts.into_iter().enumerate() {
            let changed = declared_schema(&scratch.empty().await, &tables(table, change)).await.unwrap();
            let wrong = differences(("the change", &changed), ("the declaration", &declared));
            // The triggers of the other engine are none of this one's.
            let is_of_other_engine = number == if scratch.is_sqlite() { 6 } else { 5 };
            assert_eq!(wrong.is_empty(), is_of_other_engine, "{number}: {wrong:?}");
        }
    }
}
