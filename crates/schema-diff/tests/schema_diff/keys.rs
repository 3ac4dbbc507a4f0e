//! Keys, references and checks.

use crate::common::{NOTHING, change_column, check, on_both_engines, rows, tables};
use storage::schema::{Action, Check, Column, Table, Unique};
use storage::testing::apply;

/// What films are searched in, going with its film.
fn with_searched_films() -> Vec<Table> {
    tables("movie_search", |it| change_column(it, "movie_id", |column| column.belongs_to("movies", "id")))
}

on_both_engines! {
    async fn checks_come_go_and_change(scratch: Scratch) {
        let tables = tables("movies", |it| {
            change_column(it, "rating", |column| column.check("rating BETWEEN 1 AND 20"));
            change_column(it, "poster", |column| column.check("poster LIKE 'https:%'"));
            change_column(it, "tmdb_id", |column| Column { check: None, ..column });
            it.checks = &[Check("updated_at >= created_at")];
        });
        check(&scratch, &tables, NOTHING).await;
    }

    async fn a_check_that_rows_do_not_meet_changes_nothing(scratch: Scratch) {
        let tables = tables("movies", |it| change_column(it, "rating", |column| column.check("rating > 6")));
        let generated = scratch.generate(&tables).await;
        let store = scratch.filled().await;
        let before = rows(&store).await;
        assert!(apply(&store, generated.up_sql()).await.is_err());
        assert_eq!(rows(&store).await, before);
    }

    async fn unique_keys_come_and_go(scratch: Scratch) {
        let once = &[Unique { name: "watches_once", columns: &["movie_id", "watched_on"] }];
        let tables = tables("watches", |it| it.uniques = once);
        check(&scratch, &tables, NOTHING).await;
    }

    async fn a_primary_key_changes(scratch: Scratch) {
        let tables = tables("movie_search", |it| it.primary_key = &["movie_id"]);
        check(&scratch, &tables, NOTHING).await;
    }

    async fn references_come_and_go(scratch: Scratch) {
        let mut tables = with_searched_films();
        let watches = tables.iter_mut().find(|table| table.name == "watches").unwrap();
        change_column(watches, "movie_id", |column| Column { references: None, ..column });
        check(&scratch, &tables, NOTHING).await;
    }

    async fn what_a_reference_does_changes(scratch: Scratch) {
        let tables = tables("oidc_flows", |it| {
            change_column(it, "session_id", |column| column.references("sessions", "id", Action::SetNull));
        });
        check(&scratch, &tables, NOTHING).await;
    }

    async fn a_reference_that_leads_nowhere_changes_nothing(scratch: Scratch) {
        let generated = scratch.generate(&with_searched_films()).await;
        let store = scratch.filled().await;
        let lost = "INSERT INTO movie_search (owner_id, movie_id, search_text) SELECT owner_id, owner_id, search_text FROM movie_search LIMIT 1";
        store.write(move |tx| tx.execute(lost, &[])).await.unwrap();
        let before = rows(&store).await;
        assert!(apply(&store, generated.up_sql()).await.is_err());
        assert_eq!(rows(&store).await, before);
    }
}
