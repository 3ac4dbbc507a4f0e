//! The tables of what TMDB gives, and the services that it is asked about.

use super::table::{Column, Index, Table};

/// Collections of TMDB that films are part of, as they were fetched. They are nobody's.
pub const TMDB_COLLECTIONS: Table = Table {
    columns: &[
        Column::big_int("tmdb_id"),
        Column::text("name"),
        Column::timestamp("fetched_at"),
        // When it's fetched again.
        Column::timestamp("due_at"),
        // Its films, as JSON.
        Column::text("parts"),
    ],
    primary_key: &["tmdb_id"],
    indexes: &[Index::new("tmdb_collections_by_fetching", &["fetched_at"])],
    ..Table::named("tmdb_collections")
};

/// Where films of TMDB can be watched in a country and when they come out there, as it was fetched. It is nobody's.
pub const TMDB_AVAILABILITY: Table = Table {
    columns: &[
        Column::big_int("tmdb_id"),
        Column::text("region"),
        Column::timestamp("fetched_at"),
        // When it's fetched again.
        Column::timestamp("due_at"),
        // Days: `YYYY-MM-DD`.
        Column::text("in_cinemas_on").nullable(),
        Column::text("digital_on").nullable(),
        Column::text("physical_on").nullable(),
        // The services that stream it, folded, each between two line ends.
        Column::text("streaming"),
        // All that offer it, as JSON.
        Column::text("offers"),
    ],
    primary_key: &["tmdb_id", "region"],
    indexes: &[Index::new("tmdb_availability_by_fetching", &["fetched_at"])],
    ..Table::named("tmdb_availability")
};

/// The services at which somebody watches films.
pub const USER_SERVICES: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::small_int("position"),
        Column::text("name"),
        // Between two line ends.
        Column::text("name_folded"),
    ],
    primary_key: &["owner_id", "position"],
    without_rowid: true,
    ..Table::named("user_services")
};

/// What TMDB brought to films: it is renewed, or goes, in time. What the owner changed since isn't TMDB's any more.
pub const TMDB_FILLINGS: Table = Table {
    columns: &[
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::timestamp("fetched_at"),
        // When it's renewed.
        Column::timestamp("due_at"),
        // The values, as JSON.
        Column::text("brought"),
    ],
    primary_key: &["movie_id"],
    indexes: &[
        Index::new("tmdb_fillings_by_due", &["due_at", "movie_id"]),
        Index::new("tmdb_fillings_by_owner", &["owner_id"]),
    ],
    ..Table::named("tmdb_fillings")
};
