//! The tables of imports.

use super::table::{Check, Column, Index, Literal, Table};

/// Files of other services that somebody brings, and what became of each.
pub const IMPORTS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::big_int("version").default(Literal::Int(1)).check("version >= 1"),
        Column::timestamp("created_at"),
        Column::timestamp("updated_at"),
        Column::text("state").check(
            "state IN ('uploading', 'reading', 'asking', 'ready', 'applying', 'applied', 'undoing', 'undone', 'failed')",
        ),
        Column::timestamp("applied_at").nullable(),
        // How far the work on it is, and of how much.
        Column::big_int("progress_done").nullable(),
        Column::big_int("progress_total").nullable(),
        Column::big_int("byte_count").default(Literal::Int(0)),
        Column::text("file_name").nullable(),
        // The service that it comes from; unknown until it is read.
        Column::text("format").nullable(),
        // Why it failed.
        Column::text("failure").nullable(),
        // The lists that its films are on, and what else it has besides films, as JSON.
        Column::text("lists").default(Literal::Text("[]")),
        // What was chosen and answered, as JSON.
        Column::text("choices"),
        // What reading it found besides its rows, and what must be answered to go on, as JSON.
        Column::text("findings"),
    ],
    indexes: &[
        Index::new("imports_by_owner", &["owner_id", "created_at", "id"]),
        Index::new("imports_by_change", &["state", "updated_at"]),
    ],
    ..Table::named("imports")
};

/// The uploaded files, in pieces, until they are applied or discarded.
pub const IMPORT_CHUNKS: Table = Table {
    columns: &[
        Column::uuid("import_id").belongs_to("imports", "id"),
        Column::big_int("number"),
        Column::bytes("content"),
    ],
    primary_key: &["import_id", "number"],
    ..Table::named("import_chunks")
};

/// The rows of the files of an import.
pub const IMPORT_ROWS: Table = Table {
    columns: &[
        Column::uuid("import_id").belongs_to("imports", "id"),
        Column::big_int("number"),
        Column::big_int("line"),
        Column::text("state")
            .check("state IN ('ready', 'already_there', 'repeated', 'needs_look', 'left_out', 'refused')"),
        // Whether it is taken when the import is applied.
        Column::bool("taken"),
        // Whether somebody said so; otherwise it follows from the state.
        Column::bool("touched").default(Literal::Bool(false)),
        // The film that it was said to mean; nothing for what the rules find.
        Column::uuid("movie_id").nullable(),
        // Whether it was said to mean a film that isn't in the library.
        Column::bool("is_new").default(Literal::Bool(false)),
        // What the rows of one film have in common.
        Column::big_int("film"),
        Column::text("file"),
        // How the row names itself.
        Column::text("label"),
        // Why it isn't ready: a code, and what there is to say.
        Column::text("reason").nullable(),
        // What it says of a film, as JSON.
        Column::text("entry").nullable(),
    ],
    primary_key: &["import_id", "number"],
    checks: &[Check("(state IN ('left_out', 'refused')) = (entry IS NULL)")],
    indexes: &[
        Index::new("import_rows_by_state", &["import_id", "state", "number"]),
        Index::new("import_rows_by_film", &["import_id", "film", "number"]),
    ],
    without_rowid: true,
    ..Table::named("import_rows")
};

/// What an import changed, so that it can be taken back.
pub const IMPORT_EFFECTS: Table = Table {
    columns: &[
        Column::uuid("import_id").belongs_to("imports", "id"),
        Column::text("kind").check(
            "kind IN ('movie_added', 'movie_changed', 'watch_added', 'watch_commented', \
             'list_added', 'item_added', 'view_added', 'settings_changed')",
        ),
        Column::uuid("item_id"),
        // The version that it had afterwards.
        Column::big_int("version").nullable(),
        // What it was before, or which film of the list it is, as JSON.
        Column::text("before").nullable(),
    ],
    primary_key: &["import_id", "kind", "item_id"],
    without_rowid: true,
    ..Table::named("import_effects")
};
