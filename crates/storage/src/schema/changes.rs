//! The tables of changes, for programs that keep a copy of what an account has.

use super::table::{Column, Index, Literal, Table, Triggers};

/// What of an owner's was added, changed or deleted: one row for each thing, with the number of its latest change.
///
/// Triggers write it, so no statement that changes something can forget to. See [`PENDING_CHANGES`] for PostgreSQL.
pub const CHANGES: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::text("kind").check("kind IN ('movie', 'watch', 'list', 'view')"),
        Column::uuid("item_id"),
        // Each change of an owner's has a higher number than those that were committed before it.
        Column::big_int("number"),
        Column::timestamp("changed_at"),
        // Whether the owner has it no more: it was deleted, or went to the trash.
        Column::bool("deleted"),
    ],
    primary_key: &["owner_id", "kind", "item_id"],
    indexes: &[
        Index::new("changes_by_number", &["owner_id", "number"]),
        Index::new("changes_by_deletion", &["changed_at"]).only("deleted"),
    ],
    without_rowid: true,
    ..Table::named("changes")
};

/// The number of each owner's latest change. The transaction that raises it keeps others of the same owner from
/// committing until it has, so numbers become visible in their order.
pub const CHANGE_COUNTERS: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::big_int("number").default(Literal::Int(0)),
        // The highest number among the deletions that are forgotten.
        Column::big_int("forgotten").default(Literal::Int(0)),
    ],
    primary_key: &["owner_id"],
    ..Table::named("change_counters")
};

/// What a transaction on PostgreSQL has changed so far, a row for each statement. All of it is numbered at once, right
/// before the transaction commits, when it waits for nothing else. Rows never outlive their transaction. Always empty on
/// SQLite, whose transactions write one after the other.
pub const PENDING_CHANGES: Table = Table {
    columns: &[
        Column::big_int("transaction_id"),
        Column::uuid("id"),
        Column::uuid("owner_id"),
        Column::text("kind"),
        Column::bool("deleted"),
        // Ids, with commas between them.
        Column::text("items"),
    ],
    primary_key: &["transaction_id", "id"],
    triggers: Triggers { sqlite: &[], postgres: &["pending_changes_numbered"] },
    ..Table::named("pending_changes")
};
