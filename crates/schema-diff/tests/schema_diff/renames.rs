//! Tables and columns that are called otherwise from now on.

use crate::common::{Expected, NOTHING, add_column, change_column, check, on_both_engines, tables};
use storage::schema::{Column, Index, Table};

/// Films under another name, with all that refers to them.
fn films() -> Vec<Table> {
    let mut tables = tables("movies", |it| {
        it.name = "films";
        it.renamed_from = Some("movies");
    });
    for name in [
        "movie_genres",
        "movie_tags",
        "ratings",
        "watches",
        "list_items",
        "movie_lookups",
        "movie_titles",
        "movie_matches",
        "tmdb_fillings",
    ] {
        let table = tables.iter_mut().find(|table| table.name == name).unwrap();
        change_column(table, "movie_id", |column| column.belongs_to("films", "id"));
    }
    tables
}

on_both_engines! {
    async fn a_column_keeps_its_values_under_another_name(scratch: Scratch) {
        let tables = tables("movies", |it| {
            change_column(it, "rating", |column| {
                Column { name: "stars", ..column.check("stars BETWEEN 1 AND 10").renamed_from("rating") }
            });
            let by_rating = Index::new("movies_by_rating", &["owner_id", "stars", "id"]).only("deleted_at IS NULL");
            let indexes = it.indexes.iter().map(|index| if index.name == by_rating.name { by_rating } else { *index });
            it.indexes = indexes.collect::<Vec<_>>().leak();
        });
        let store = check(&scratch, &tables, Expected { renamed: Some(("movies.rating", "stars")), ..NOTHING }).await;
        let count = "SELECT count(*) FROM movies WHERE stars = 6";
        assert_eq!(store.read::<i64, storage::Error, _>(move |tx| tx.query_one(count, &[])).await, Ok(2));
    }

    async fn a_table_keeps_its_rows_under_another_name(scratch: Scratch) {
        check(&scratch, &films(), Expected { renamed: Some(("movies", "films")), ..NOTHING }).await;
    }

    async fn a_renamed_table_changes_besides(scratch: Scratch) {
        let mut tables = films();
        let films = tables.iter_mut().find(|table| table.name == "films").unwrap();
        add_column(films, Column::text("director").nullable());
        change_column(films, "title", |column| Column { check: None, ..column });
        let new = ["films.director"];
        check(&scratch, &tables, Expected { renamed: Some(("movies", "films")), new: &new, ..NOTHING }).await;
    }

    async fn a_hint_that_was_followed_does_nothing_more(scratch: Scratch) {
        let tables = tables("movies", |it| change_column(it, "title", |column| column.renamed_from("name")));
        assert!(scratch.generate(&tables).await.is_empty());
    }
}
