ALTER TABLE settings DROP COLUMN audit_retention_days;
ALTER TABLE settings DROP COLUMN session_idle_days;
ALTER TABLE settings DROP COLUMN second_factor_required;
DROP TRIGGER audit_events_are_kept;
DROP TRIGGER audit_events_are_unchanged;
CREATE TABLE old_audit_events (
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    actor TEXT,
    subject TEXT,
    address TEXT NOT NULL,
    client TEXT NOT NULL
) STRICT;
INSERT INTO old_audit_events (id, created_at, event, actor, subject, address, client)
SELECT id, created_at, event, actor, subject, address, client FROM audit_events;
DROP TABLE audit_events;
ALTER TABLE old_audit_events RENAME TO audit_events;
CREATE INDEX audit_events_by_time ON audit_events (created_at, id);
CREATE INDEX audit_events_by_event ON audit_events (event, created_at, id);
CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_events_are_unchanged BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
DROP TABLE audit_head;
DROP TABLE secret_keys;
-- What they are made from is sealed, and can't be opened here.
DELETE FROM sessions;
DELETE FROM setup;
