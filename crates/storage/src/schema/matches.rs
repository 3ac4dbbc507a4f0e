//! The tables of films that are tied to those of the catalogue, and called by its titles.

use super::table::{Column, Index, Literal, Table};

/// Films without an ID elsewhere that their owners decide about.
pub const MOVIE_MATCHES: Table = Table {
    columns: &[
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        // The IDs of the films of the catalogue that it may be, one a line, the likeliest first.
        Column::text("candidates"),
        // Since when it isn't to be proposed any more.
        Column::timestamp("dismissed_at").nullable(),
    ],
    primary_key: &["movie_id"],
    indexes: &[Index::new("movie_matches_by_owner", &["owner_id"])],
    without_rowid: true,
    ..Table::named("movie_matches")
};

/// Runs through the films of an owner that have no ID elsewhere: the one under way, or the last.
pub const MOVIE_MATCH_RUNS: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::timestamp("started_at"),
        Column::timestamp("finished_at").nullable(),
        // The film that was looked at last.
        Column::timestamp("place_at"),
        Column::uuid("place_id"),
        Column::big_int("tied_count").default(Literal::Int(0)),
        Column::big_int("proposed_count").default(Literal::Int(0)),
        Column::big_int("unknown_count").default(Literal::Int(0)),
        // What takes back what it tied.
        Column::uuid("undo_id"),
        // What is to be taken back next, while ties are being taken back; and how many were.
        Column::uuid("undoing_id").nullable(),
        Column::big_int("undone_count").default(Literal::Int(0)),
    ],
    primary_key: &["owner_id"],
    without_rowid: true,
    ..Table::named("movie_match_runs")
};

/// Films whose titles in the languages of their owners are yet to be found.
pub const MOVIE_TITLES: Table = Table {
    columns: &[Column::uuid("movie_id").belongs_to("movies", "id"), Column::uuid("owner_id").belongs_to("users", "id")],
    primary_key: &["movie_id"],
    indexes: &[Index::new("movie_titles_by_owner", &["owner_id"])],
    without_rowid: true,
    ..Table::named("movie_titles")
};
