-- compatible: no
-- Secrets are sealed with a key outside the database, and the audit log tells when it was tampered with.

-- What tells whether a secret key is the right one, and the key of the audit log, which is sealed with it. One
-- row, once the secrets are sealed.
CREATE TABLE secret_keys (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    check_value BLOB NOT NULL,
    audit_key BLOB NOT NULL
) STRICT;

-- Where the audit log begins and ends. One row.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- The number of the last line.
    seq INTEGER NOT NULL,
    mac BLOB NOT NULL,
    -- The number of the last line that was pruned.
    pruned_seq INTEGER NOT NULL,
    pruned_mac BLOB NOT NULL,
    seal BLOB NOT NULL,
    -- Whether lines are being chained for the first time.
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1))
) STRICT;

CREATE TABLE new_audit_events (
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    actor TEXT,
    subject TEXT,
    address TEXT NOT NULL,
    client TEXT NOT NULL,
    -- Repeated refusals stand in one line.
    count INTEGER NOT NULL CHECK (count >= 1),
    -- Counted up from 1 without a gap.
    seq INTEGER NOT NULL,
    -- A keyed digest of this line and the one before.
    mac BLOB NOT NULL,
    CONSTRAINT audit_events_seq UNIQUE (seq)
) STRICT;
INSERT INTO new_audit_events (id, created_at, event, actor, subject, address, client, count, seq, mac)
SELECT id, created_at, event, actor, subject, address, client, 1,
    row_number() OVER (ORDER BY created_at, id), X''
FROM audit_events;
DROP TABLE audit_events;
ALTER TABLE new_audit_events RENAME TO audit_events;
CREATE INDEX audit_events_by_time ON audit_events (created_at, id);
CREATE INDEX audit_events_by_event ON audit_events (event, created_at, id);
INSERT INTO audit_head (id, seq, mac, pruned_seq, pruned_mac, seal, is_open)
SELECT 1, count(*), X'', 0, X'', X'', 0 FROM audit_events;

CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
WHEN OLD.seq > (SELECT pruned_seq FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_events_are_unchanged BEFORE UPDATE ON audit_events
WHEN NOT (SELECT is_open FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

ALTER TABLE settings ADD COLUMN second_factor_required INTEGER NOT NULL DEFAULT 0
    CHECK (second_factor_required IN (0, 1));
ALTER TABLE settings ADD COLUMN session_idle_days INTEGER NOT NULL DEFAULT 14
    CHECK (session_idle_days BETWEEN 1 AND 30);
ALTER TABLE settings ADD COLUMN audit_retention_days INTEGER NOT NULL DEFAULT 400
    CHECK (audit_retention_days BETWEEN 30 AND 3650);
