-- compatible: yes
-- Work in the background, and when it is due again.
CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT jobs_state CHECK (state IN ('queued', 'running', 'done', 'failed')),
    progress_done INTEGER NOT NULL DEFAULT 0,
    progress_total INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    -- When a server may take it: its time, or the end of the lease of the one that has it.
    due_at INTEGER,
    worker BLOB
) STRICT;
CREATE INDEX jobs_by_due ON jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_by_age ON jobs (created_at, id);
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE schedules (
    kind TEXT NOT NULL PRIMARY KEY,
    interval_seconds INTEGER NOT NULL,
    next_run_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
