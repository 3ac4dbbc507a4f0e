//! The tables of jobs.

use super::table::{Column, Index, Literal, Table};

/// Work in the background.
pub const JOBS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::text("kind"),
        // What the work needs to know, as JSON.
        Column::text("payload"),
        Column::text("state").check("state IN ('queued', 'running', 'done', 'failed')"),
        Column::big_int("progress_done").default(Literal::Int(0)),
        Column::big_int("progress_total").nullable(),
        Column::big_int("attempts").default(Literal::Int(0)),
        Column::text("error").nullable(),
        Column::timestamp("created_at"),
        Column::timestamp("started_at").nullable(),
        Column::timestamp("finished_at").nullable(),
        // When a server may take it: its time, or the end of the lease of the one that has it.
        Column::timestamp("due_at").nullable(),
        // Who has it.
        Column::uuid("worker").nullable(),
    ],
    indexes: &[
        Index::new("jobs_by_due", &["due_at"]).only("due_at IS NOT NULL"),
        Index::new("jobs_by_age", &["created_at", "id"]),
        Index::new("jobs_by_end", &["finished_at"]).only("finished_at IS NOT NULL"),
    ],
    ..Table::named("jobs")
};

/// When a kind of job is due again.
pub const SCHEDULES: Table = Table {
    columns: &[Column::text("kind"), Column::big_int("interval_seconds"), Column::timestamp("next_run_at")],
    primary_key: &["kind"],
    without_rowid: true,
    ..Table::named("schedules")
};
