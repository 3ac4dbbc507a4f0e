-- compatible: yes
-- Work in the background, and when it is due again.
CREATE TABLE jobs (
    id uuid NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CONSTRAINT jobs_state CHECK (state IN ('queued', 'running', 'done', 'failed')),
    progress_done bigint NOT NULL DEFAULT 0,
    progress_total bigint,
    attempts bigint NOT NULL DEFAULT 0,
    error text COLLATE "C",
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    -- When a server may take it: its time, or the end of the lease of the one that has it.
    due_at timestamptz,
    worker uuid
);
CREATE INDEX jobs_by_due ON jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_by_age ON jobs (created_at, id);
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE schedules (
    kind text COLLATE "C" NOT NULL PRIMARY KEY,
    interval_seconds bigint NOT NULL,
    next_run_at timestamptz NOT NULL
);
