//! The tables that films are searched in.

use super::table::{Column, Literal, Table, Triggers};

/// What the films that are not in the trash are searched in. Where no word of a film begins as it should, a search reads
/// all texts of an owner: here they stand together, and nothing else between them. Rows go when their film goes to the
/// trash.
pub const MOVIE_SEARCH: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::uuid("movie_id"),
        // The words of titles, genres, tags and people, folded, with a blank before each.
        Column::text("search_text"),
        // As the film's.
        Column::text("title_sort").default(Literal::Text("")),
    ],
    primary_key: &["owner_id", "movie_id"],
    without_rowid: true,
    // They keep `MOVIE_WORDS`.
    triggers: Triggers {
        sqlite: &["movie_search_insert_indexed", "movie_search_update_indexed", "movie_search_delete_indexed"],
        postgres: &["movie_search_insert_indexed", "movie_search_update_indexed", "movie_search_delete_indexed"],
    },
    ..Table::named("movie_search")
};

/// The index of the words in [`MOVIE_SEARCH`], cut after 64 characters: each finds all that begins like it. Triggers keep
/// it, also when an account is deleted; so it refers to nothing, which would be looked up for each word.
pub const MOVIE_WORDS: Table = Table {
    columns: &[Column::uuid("owner_id"), Column::text("word"), Column::uuid("movie_id")],
    primary_key: &["owner_id", "word", "movie_id"],
    without_rowid: true,
    ..Table::named("movie_words")
};
