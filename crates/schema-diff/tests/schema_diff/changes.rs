//! Tables, columns, defaults and indexes.

use crate::common::{Expected, NOTHING, add_column, change_column, check, drop_column, on_both_engines, tables};
use storage::schema::{Action, Check, Column, Index, Kind, Literal, TABLES, Table, Unique};

const SHELVES: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::uuid("movie_id").nullable().references("movies", "id", Action::SetNull),
        Column::text("name").check("name <> ''"),
        Column::bool("is_public").default(Literal::Bool(false)),
        Column::big_int("first").default(Literal::Int(-1)),
        Column::big_int("last").nullable(),
        Column::text("note").default(Literal::Text("it's")),
        Column::timestamp("created_at"),
        Column::date("day").nullable(),
    ],
    uniques: &[Unique { name: "lists_name", columns: &["owner_id", "name"] }],
    checks: &[Check("last IS NULL OR first <= last")],
    indexes: &[
        Index::new("lists_by_age", &["owner_id", "created_at DESC", "id"]).only("is_public"),
        Index::new("lists_by_lower_name", &["lower(name)"]).unique(),
    ],
    ..Table::named("shelves")
};

const BOOKS: Table = Table {
    columns: &[
        Column::uuid("shelf_id").belongs_to("shelves", "id"),
        Column::small_int("position"),
        Column::uuid("parent_id").nullable().references("shelves", "id", Action::NoAction),
    ],
    primary_key: &["shelf_id", "position"],
    without_rowid: true,
    ..Table::named("books")
};

/// Films that must be known to IMDb.
fn with_imdb_id() -> Vec<Table> {
    tables("movies", |it| change_column(it, "imdb_id", |column| Column { nullable: false, ..column }))
}

on_both_engines! {
    async fn tables_are_made_after_those_that_they_refer_to(scratch: Scratch) {
        // By their names the other one comes first.
        let tables = [TABLES, &[SHELVES, BOOKS]].concat();
        check(&scratch, &tables, Expected { new: &["shelves", "books"], is_compatible: true, ..NOTHING }).await;
    }

    async fn a_table_is_dropped(scratch: Scratch) {
        let tables: Vec<Table> = TABLES.iter().filter(|table| table.name != "movie_tags").copied().collect();
        check(&scratch, &tables, Expected { lost: &["movie_tags"], ..NOTHING }).await;
    }

    async fn a_table_that_others_refer_to_is_dropped_with_their_references(scratch: Scratch) {
        let mut tables = tables("oidc_flows", |it| {
            change_column(it, "session_id", |column| Column { references: None, ..column });
        });
        tables.retain(|table| table.name != "sessions");
        let generated = scratch.generate(&tables).await;
        assert!(generated.down_sql().contains("REFERENCES"), "{}", generated.down_sql());
        let store = scratch.filled().await;
        storage::testing::apply(&store, generated.up_sql()).await.unwrap();
        // What refers to nothing any more can't refer to it again.
        store.write(|tx| tx.execute("DELETE FROM oidc_flows", &[])).await.unwrap();
        storage::testing::apply(&store, generated.down_sql()).await.unwrap();
    }

    async fn columns_are_added_without_a_default_with_one_and_with_a_reference(scratch: Scratch) {
        let tables = tables("movies", |it| {
            add_column(it, Column::text("director").nullable());
            add_column(it, Column::big_int("likes").default(Literal::Int(0)).check("likes >= 0"));
            add_column(it, Column::text("language").default(Literal::Text("en")));
            add_column(it, Column::uuid("added_by").nullable().references("users", "id", Action::SetNull));
            let by_director = Index::new("movies_by_director", &["director"]).only("director IS NOT NULL");
            it.indexes = [it.indexes, &[by_director]].concat().leak();
        });
        let new = ["movies.director", "movies.likes", "movies.language", "movies.added_by"];
        check(&scratch, &tables, Expected { new: &new, is_compatible: true, ..NOTHING }).await;
    }

    async fn a_truth_is_added_with_a_default_and_a_check(scratch: Scratch) {
        let tables = tables("sessions", |it| {
            let is_kept = Column::bool("is_kept").default(Literal::Bool(true));
            add_column(it, is_kept.check("is_kept = is_kept"));
        });
        check(&scratch, &tables, Expected { new: &["sessions.is_kept"], is_compatible: true, ..NOTHING }).await;
    }

    async fn a_column_that_is_needed_waits_for_a_value_by_hand(scratch: Scratch) {
        let tables = tables("movies", |it| add_column(it, Column::text("language").check("language <> ''")));
        let draft = "-- UPDATE \"movies\" SET \"language\" = …;";
        let by_hand = [Some((draft, "UPDATE movies SET language = 'en';")), None];
        check(&scratch, &tables, Expected { new: &["movies.language"], by_hand, ..NOTHING }).await;
    }

    async fn columns_are_dropped(scratch: Scratch) {
        let tables = tables("movies", |it| {
            drop_column(it, "notes");
            drop_column(it, "watch_count");
            drop_column(it, "rating");
            let others = it.indexes.iter().filter(|index| index.name != "movies_by_rating");
            it.indexes = others.copied().collect::<Vec<_>>().leak();
        });
        let lost = ["movies.notes", "movies.watch_count", "movies.rating"];
        check(&scratch, &tables, Expected { lost: &lost, ..NOTHING }).await;
    }

    async fn a_dropped_column_that_was_needed_comes_back_by_hand(scratch: Scratch) {
        let tables = tables("sessions", |it| drop_column(it, "client"));
        let draft = "-- UPDATE \"sessions\" SET \"client\" = …;";
        let by_hand = [None, Some((draft, "UPDATE sessions SET client = 'unknown';"))];
        check(&scratch, &tables, Expected { lost: &["sessions.client"], by_hand, ..NOTHING }).await;
    }

    async fn a_column_may_be_null_from_now_on(scratch: Scratch) {
        // Films refer to accounts, and watches to films: none of them goes.
        let tables = tables("users", |it| change_column(it, "username", Column::nullable));
        let by_hand = [None, Some(("-- UPDATE \"users\" SET \"username\" = … WHERE \"username\" IS NULL;", ""))];
        check(&scratch, &tables, Expected { by_hand, ..NOTHING }).await;
    }

    async fn a_column_may_be_null_no_longer(scratch: Scratch) {
        let draft = "-- UPDATE \"movies\" SET \"imdb_id\" = … WHERE \"imdb_id\" IS NULL;";
        let by_hand = [Some((draft, "UPDATE movies SET imdb_id = 'tt0' WHERE imdb_id IS NULL;")), None];
        let changed = &["movies.imdb_id"][..];
        check(&scratch, &with_imdb_id(), Expected { new: changed, lost: changed, by_hand, ..NOTHING }).await;
    }

    async fn rows_that_are_null_are_not_made_up(scratch: Scratch) {
        let generated = scratch.generate(&with_imdb_id()).await;
        let store = scratch.filled().await;
        let before = crate::common::rows(&store).await;
        let script = generated.up_sql().replace("-- by hand:", "-- nobody did:");
        assert!(storage::testing::apply(&store, script).await.is_err());
        assert_eq!(crate::common::rows(&store).await, before);
    }

    async fn defaults_come_go_and_change(scratch: Scratch) {
        let tables = tables("sessions", |it| {
            change_column(it, "address", |column| column.default(Literal::Text("nowhere")));
            change_column(it, "client", |column| column.default(Literal::Text("")));
        });
        check(&scratch, &tables, NOTHING).await;
        let tables = crate::common::tables("sessions", |it| {
            change_column(it, "address", |column| Column { default: None, ..column });
        });
        check(&scratch, &tables, NOTHING).await;
    }

    async fn a_number_gets_wider(scratch: Scratch) {
        let tables = tables("movies", |it| {
            change_column(it, "runtime_minutes", |column| Column { kind: Kind::Int, ..column });
        });
        // SQLite has one type for all of them.
        if scratch.is_sqlite() {
            assert!(scratch.generate(&tables).await.is_empty());
        } else {
            let generated = scratch.generate(&tables).await;
            let store = scratch.filled().await;
            storage::testing::apply(&store, generated.up_sql()).await.unwrap();
            assert!(generated.down_sql().contains("-- by hand: movies.runtime_minutes"), "{}", generated.down_sql());
        }
    }

    async fn a_table_keeps_its_rows_in_its_key_from_now_on(scratch: Scratch) {
        let tables = tables("api_tokens", |it| it.without_rowid = true);
        if scratch.is_sqlite() {
            check(&scratch, &tables, NOTHING).await;
        } else {
            assert!(scratch.generate(&tables).await.is_empty());
        }
    }

    async fn indexes_come_go_and_change(scratch: Scratch) {
        let tables = tables("watches", |it| {
            it.indexes = const { &[
                Index::new("watches_by_day", &["owner_id", "watched_on DESC", "id"]),
                Index::new("watches_by_comment", &["comment"]).only("comment IS NOT NULL").unique(),
            ] };
        });
        check(&scratch, &tables, NOTHING).await;
    }
}
