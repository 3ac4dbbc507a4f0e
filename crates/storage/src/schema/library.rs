//! The tables of the film library.

use super::table::{Column, Index, Literal, Table, Unique};

const NOT_IN_BIN: &str = "deleted_at IS NULL";
const IN_TRASH: &str = "deleted_at IS NOT NULL";
const RATING: &str = "rating BETWEEN 1 AND 10";

/// Films.
pub const MOVIES: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::big_int("version").check("version >= 1"),
        Column::timestamp("created_at"),
        Column::timestamp("updated_at"),
        Column::timestamp("deleted_at").nullable(),
        Column::timestamp("watchlisted_at").nullable(),
        Column::date("last_watched_on").nullable(),
        Column::big_int("watch_count").default(Literal::Int(0)).check("watch_count >= 0"),
        Column::small_int("year").nullable().check("year BETWEEN 1870 AND 2200"),
        Column::small_int("runtime_minutes").nullable().check("runtime_minutes BETWEEN 1 AND 2000"),
        // Half stars.
        Column::small_int("rating").nullable().check(RATING),
        Column::big_int("tmdb_id").nullable().check("tmdb_id >= 1"),
        Column::text("imdb_id").nullable(),
        Column::text("poster").nullable(),
        Column::text("title").check("title <> ''"),
        Column::text("original_title").nullable(),
        // Copies of movie_genres and movie_tags, one name a line, so that a page is one statement.
        Column::text("genres"),
        Column::text("tags"),
        // The folded title, cut so that it fits into an index.
        Column::text("title_sort"),
        // The long texts come last: what stands before them is read without them.
        Column::text("overview").nullable(),
        Column::text("notes").nullable(),
    ],
    indexes: &[
        Index::new("movies_by_added", &["owner_id", "created_at", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_title", &["owner_id", "title_sort", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_watched_on", &["owner_id", "last_watched_on", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_rating", &["owner_id", "rating", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_year", &["owner_id", "year", "id"]).only(NOT_IN_BIN),
        Index::new("movies_in_trash", &["owner_id", "deleted_at", "id"]).only(IN_TRASH),
        Index::new("movies_by_deletion", &["deleted_at"]).only(IN_TRASH),
    ],
    ..Table::named("movies")
};

/// What the films that are not in the trash are searched in. A search reads all texts of an owner: here they stand
/// together, and nothing else between them. Rows go when their film goes to the trash.
pub const MOVIE_SEARCH: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::uuid("movie_id"),
        // Titles, genres and tags, folded, one a line.
        Column::text("search_text"),
    ],
    primary_key: &["owner_id", "movie_id"],
    without_rowid: true,
    ..Table::named("movie_search")
};

/// The names of films that are not in the trash: genres or tags.
const NAMES: &[Column] = &[
    Column::uuid("movie_id").belongs_to("movies", "id"),
    Column::uuid("owner_id").belongs_to("users", "id"),
    Column::small_int("position"),
    Column::text("name"),
    Column::text("name_folded"),
];

/// Genres of the films that are not in the trash. The index has all that counting needs.
pub const MOVIE_GENRES: Table = Table {
    columns: NAMES,
    primary_key: &["movie_id", "position"],
    indexes: &[Index::new("movie_genres_by_name", &["owner_id", "name_folded", "name", "movie_id"])],
    without_rowid: true,
    ..Table::named("movie_genres")
};

/// Tags of the films that are not in the trash. The index has all that counting needs.
pub const MOVIE_TAGS: Table = Table {
    columns: NAMES,
    primary_key: &["movie_id", "position"],
    indexes: &[Index::new("movie_tags_by_name", &["owner_id", "name_folded", "name", "movie_id"])],
    without_rowid: true,
    ..Table::named("movie_tags")
};

/// Each viewing of a film.
pub const WATCHES: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::timestamp("created_at"),
        Column::date("watched_on").nullable(),
        // Half stars.
        Column::small_int("rating").nullable().check(RATING),
        // Where it was recorded, and its id there: nothing comes in twice.
        Column::text("source").nullable(),
        Column::text("external_id").nullable(),
        Column::text("comment").nullable(),
    ],
    uniques: &[Unique { name: "watches_external_id", columns: &["owner_id", "source", "external_id"] }],
    indexes: &[
        Index::new("watches_by_day", &["owner_id", "watched_on", "id"]),
        Index::new("watches_by_movie", &["movie_id", "watched_on", "id"]),
    ],
    ..Table::named("watches")
};
