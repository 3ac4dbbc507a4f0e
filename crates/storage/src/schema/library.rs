//! The tables of the film library.

use super::table::{Column, Index, Literal, Table, Triggers, Unique};

const NOT_IN_BIN: &str = "deleted_at IS NULL";
const IN_TRASH: &str = "deleted_at IS NOT NULL";
const LAST_WATCH_DATE: &str = "length(last_watched_on) IN (4, 7, 10)";
const WATCH_DATE: &str = "length(watched_on) IN (4, 7, 10)";
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
        // Its place among the films of the watchlist, where it was given one: the lowest comes first.
        Column::big_int("watchlist_priority").nullable(),
        // A date of a watch: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
        Column::text("last_watched_on").nullable().check(LAST_WATCH_DATE),
        Column::big_int("watch_count").default(Literal::Int(0)).check("watch_count >= 0"),
        Column::bool("liked").default(Literal::Bool(false)),
        Column::small_int("year").nullable().check("year BETWEEN 1870 AND 2200"),
        Column::small_int("runtime_minutes").nullable().check("runtime_minutes BETWEEN 1 AND 2000"),
        // Half stars.
        Column::small_int("rating").nullable().check(RATING),
        Column::big_int("tmdb_id").nullable().check("tmdb_id >= 1"),
        Column::text("imdb_id").nullable(),
        // Its collection at TMDB, once that is known.
        Column::big_int("tmdb_collection_id").nullable(),
        // The names of its pictures.
        Column::text("poster").nullable(),
        Column::text("backdrop").nullable(),
        // The version that looking it up made: who takes back what came before it need not mind.
        Column::big_int("lookup_version").nullable(),
        // The version before that, and before others that came about in this way just before it.
        Column::big_int("lookup_since").nullable(),
        // As it is shown.
        Column::text("title").check("title <> ''"),
        Column::text("original_title").nullable(),
        // Copies of movie_genres and movie_tags, one name a line, so that a page is one statement.
        Column::text("genres"),
        Column::text("tags"),
        // Who directed the film and played in it, one name a line.
        Column::text("directors").default(Literal::Text("")),
        Column::text("actors").default(Literal::Text("")),
        // Where its owner can watch it, one name a line; and the same folded, each between two line ends.
        Column::text("services").default(Literal::Text("")),
        Column::text("services_folded").default(Literal::Text("")),
        // The folded title, cut so that it fits into an index, with its article at the end.
        Column::text("title_sort"),
        // The title that the film was given, while the one in its owner's language is shown; and what that was ordered by.
        Column::text("entered_title").nullable(),
        Column::text("entered_sort").nullable(),
        // The long texts come last: what stands before them is read without them.
        Column::text("overview").nullable(),
        Column::text("notes").nullable(),
    ],
    indexes: &[
        Index::new("movies_by_added", &["owner_id", "created_at", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_title", &["owner_id", "title_sort", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_entered_title", &["owner_id", "entered_sort"]).only("entered_sort IS NOT NULL"),
        Index::new("movies_by_watched_on", &["owner_id", "last_watched_on", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_rating", &["owner_id", "rating", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_year", &["owner_id", "year", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_runtime", &["owner_id", "runtime_minutes", "id"]).only(NOT_IN_BIN),
        Index::new("movies_by_watchlisting", &["owner_id", "watchlisted_at", "id"]).only("watchlisted_at IS NOT NULL"),
        Index::new("movies_by_priority", &["owner_id", "watchlist_priority", "id"]).only("watchlisted_at IS NOT NULL"),
        Index::new("movies_by_imdb_id", &["owner_id", "imdb_id"]).only("imdb_id IS NOT NULL"),
        Index::new("movies_by_tmdb_id", &["owner_id", "tmdb_id"]).only("tmdb_id IS NOT NULL"),
        Index::new("movies_by_poster", &["owner_id", "poster"]).only("poster IS NOT NULL"),
        Index::new("movies_by_backdrop", &["owner_id", "backdrop"]).only("backdrop IS NOT NULL"),
        Index::new("movies_by_tmdb_collection", &["tmdb_collection_id"]).only("tmdb_collection_id IS NOT NULL"),
        Index::new("movies_in_trash", &["owner_id", "deleted_at", "id"]).only(IN_TRASH),
        Index::new("movies_by_deletion", &["deleted_at"]).only(IN_TRASH),
    ],
    // They note changes; see `CHANGES`.
    triggers: Triggers {
        sqlite: &["movies_insert_noted", "movies_update_noted", "movies_delete_noted", "movies_trash_noted"],
        postgres: &["movies_insert_noted", "movies_update_noted", "movies_delete_noted", "movies_trash_noted"],
    },
    ..Table::named("movies")
};

/// Films whose details and pictures are yet to be looked up.
pub const MOVIE_LOOKUPS: Table = Table {
    columns: &[
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::timestamp("due_at"),
        Column::big_int("attempts").default(Literal::Int(0)),
    ],
    primary_key: &["movie_id"],
    indexes: &[
        Index::new("movie_lookups_by_due", &["due_at", "movie_id"]),
        Index::new("movie_lookups_by_owner", &["owner_id"]),
    ],
    without_rowid: true,
    ..Table::named("movie_lookups")
};

/// Films of the catalogue that somebody doesn't want to be recommended.
pub const DISCOVER_DISMISSALS: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::text("catalogue_id"),
        Column::timestamp("created_at"),
    ],
    primary_key: &["owner_id", "catalogue_id"],
    without_rowid: true,
    ..Table::named("discover_dismissals")
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

/// The ratings that a film itself was given, each from its moment on; those of its watches stand with them.
pub const RATINGS: Table = Table {
    columns: &[
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::timestamp("rated_at"),
        // Half stars; nothing when the rating was taken back.
        Column::small_int("rating").nullable().check(RATING),
    ],
    primary_key: &["movie_id", "rated_at"],
    indexes: &[Index::new("ratings_by_moment", &["owner_id", "rated_at"])],
    without_rowid: true,
    ..Table::named("ratings")
};

/// Each viewing of a film.
pub const WATCHES: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::big_int("version").default(Literal::Int(1)).check("version >= 1"),
        Column::timestamp("created_at"),
        // `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
        Column::text("watched_on").nullable().check(WATCH_DATE),
        // Half stars.
        Column::small_int("rating").nullable().check(RATING),
        Column::bool("liked").default(Literal::Bool(false)),
        // Whether the film had been watched before: by the dates, unless the owner corrected it.
        Column::bool("rewatch").default(Literal::Bool(false)),
        Column::bool("rewatch_corrected").default(Literal::Bool(false)),
        // Where it was recorded, and its id there: nothing comes in twice.
        Column::text("source").nullable(),
        Column::text("external_id").nullable(),
        Column::text("place").nullable(),
        // One name a line.
        Column::text("companions").default(Literal::Text("")),
        Column::text("comment").nullable(),
    ],
    uniques: &[Unique { name: "watches_external_id", columns: &["owner_id", "source", "external_id"] }],
    indexes: &[
        Index::new("watches_by_day", &["owner_id", "watched_on", "id"]),
        Index::new("watches_by_movie", &["movie_id", "watched_on", "id"]),
        Index::new("watches_by_place", &["owner_id", "place"]).only("place IS NOT NULL"),
    ],
    // They note changes; see `CHANGES`.
    triggers: Triggers {
        sqlite: &["watches_insert_noted", "watches_update_noted", "watches_delete_noted"],
        postgres: &["watches_insert_noted", "watches_update_noted", "watches_delete_noted"],
    },
    ..Table::named("watches")
};

/// The pictures of films, each in two sizes and once for each owner. The columns `poster` and `backdrop` of films refer
/// to them, and so does what takes a change back.
pub const IMAGES: Table = Table {
    columns: &[
        // Part of the picture's address, which needs no token: 128 random bits in hexadecimal digits.
        Column::text("name").check("length(name) = 32"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        // That of what is kept.
        Column::bytes("digest"),
        Column::timestamp("created_at"),
        // When a film let go of it; another one may still have it.
        Column::timestamp("released_at").nullable(),
        // JPEG. The large one comes last: the small one is read without it.
        Column::bytes("small"),
        Column::bytes("large"),
    ],
    primary_key: &["name"],
    uniques: &[Unique { name: "images_digest", columns: &["owner_id", "digest"] }],
    indexes: &[Index::new("images_by_release", &["released_at"]).only("released_at IS NOT NULL")],
    ..Table::named("images")
};

/// Searches and filters of the films' list, under a name.
pub const SAVED_VIEWS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::big_int("version").check("version >= 1"),
        Column::timestamp("created_at"),
        Column::timestamp("updated_at"),
        Column::big_int("position"),
        Column::text("name").check("name <> ''"),
        Column::text("name_folded"),
        // As it stands behind the `?` of the list's address.
        Column::text("query"),
    ],
    uniques: &[Unique { name: "saved_views_name", columns: &["owner_id", "name_folded"] }],
    // They note changes; see `CHANGES`.
    triggers: Triggers {
        sqlite: &["saved_views_insert_noted", "saved_views_update_noted", "saved_views_delete_noted"],
        postgres: &["saved_views_insert_noted", "saved_views_update_noted", "saved_views_delete_noted"],
    },
    ..Table::named("saved_views")
};

/// Links that the statistics of a year are shared by.
pub const YEAR_LINKS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::small_int("year"),
        Column::timestamp("created_at"),
        // The token: its digest, by which the link is found, and itself, sealed, for the owner.
        Column::bytes("link_hash"),
        Column::bytes("link_token"),
    ],
    uniques: &[
        Unique { name: "year_links_year", columns: &["owner_id", "year"] },
        Unique { name: "year_links_link", columns: &["link_hash"] },
    ],
    ..Table::named("year_links")
};

/// Changes that can be taken back, for a day.
pub const UNDOS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::timestamp("created_at"),
        // What takes them back, as JSON.
        Column::text("steps"),
    ],
    indexes: &[Index::new("undos_by_owner", &["owner_id"]), Index::new("undos_by_age", &["created_at"])],
    ..Table::named("undos")
};
