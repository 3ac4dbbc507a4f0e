//! The tables of lists of films.

use super::table::{Check, Column, Index, Literal, Table, Triggers};

const IS_THERE: &str = "deleted_at IS NULL";

/// Lists of films. A deleted one stays for as long as its deletion can be taken back.
pub const LISTS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::big_int("version").default(Literal::Int(1)).check("version >= 1"),
        Column::timestamp("created_at"),
        Column::timestamp("updated_at"),
        Column::timestamp("deleted_at").nullable(),
        Column::bool("ranked"),
        Column::text("visibility").check("visibility IN ('private', 'members')"),
        // The token of the link it is shared by: its digest, by which it is found, and itself, sealed, for the owner.
        Column::bytes("link_hash").nullable(),
        Column::bytes("link_token").nullable(),
        Column::timestamp("link_created_at").nullable(),
        Column::text("name").check("name <> ''"),
        // The folded name, cut so that it fits into an index.
        Column::text("name_sort"),
        // A copy of list_tags, one name a line, so that a page is one statement.
        Column::text("tags").default(Literal::Text("")),
        Column::text("description").nullable(),
    ],
    checks: &[Check("(link_hash IS NULL) = (link_token IS NULL) AND (link_hash IS NULL) = (link_created_at IS NULL)")],
    indexes: &[
        Index::new("lists_by_change", &["owner_id", "updated_at", "id"]).only(IS_THERE),
        Index::new("lists_by_name", &["owner_id", "name_sort", "id"]).only(IS_THERE),
        Index::new("lists_open_by_change", &["visibility", "updated_at", "id"]).only(IS_THERE),
        Index::new("lists_by_link", &["link_hash"]).only("link_hash IS NOT NULL").unique(),
        Index::new("lists_by_deletion", &["deleted_at"]).only("deleted_at IS NOT NULL"),
    ],
    // They note changes, those of its films as well; see `CHANGES`.
    triggers: Triggers {
        sqlite: &["lists_insert_noted", "lists_update_noted", "lists_delete_noted"],
        postgres: &["lists_insert_noted", "lists_update_noted", "lists_delete_noted"],
    },
    ..Table::named("lists")
};

/// Tags of lists.
pub const LIST_TAGS: Table = Table {
    columns: &[
        Column::uuid("list_id").belongs_to("lists", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::small_int("position"),
        Column::text("name"),
        Column::text("name_folded"),
    ],
    primary_key: &["list_id", "position"],
    indexes: &[Index::new("list_tags_by_name", &["owner_id", "name_folded", "name", "list_id"])],
    without_rowid: true,
    ..Table::named("list_tags")
};

/// The films of lists. Those in the trash stay where they are and aren't shown.
pub const LIST_ITEMS: Table = Table {
    columns: &[
        Column::uuid("list_id").belongs_to("lists", "id"),
        Column::uuid("movie_id").belongs_to("movies", "id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        // What the films are ordered by, with gaps: moving one changes one row.
        Column::big_int("position"),
        Column::timestamp("added_at"),
        Column::text("note").nullable(),
    ],
    primary_key: &["list_id", "movie_id"],
    indexes: &[
        Index::new("list_items_by_position", &["list_id", "position", "movie_id"]),
        Index::new("list_items_by_movie", &["movie_id", "list_id"]),
        Index::new("list_items_by_owner", &["owner_id"]),
    ],
    ..Table::named("list_items")
};
