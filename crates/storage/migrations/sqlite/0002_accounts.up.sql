-- compatible: yes
-- What guards accounts: limits on guessing, browsers that are known, and the log of what happened.

-- Attempts, counted in windows of time; shared by all servers on one database.
CREATE TABLE rate_limits (
    key TEXT NOT NULL PRIMARY KEY,
    started_at INTEGER NOT NULL,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_limits_by_age ON rate_limits (started_at);

-- Browsers that signed in before. A stranger's guesses don't count against them.
CREATE TABLE known_devices (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_devices_by_user ON known_devices (user_id);
CREATE INDEX known_devices_by_age ON known_devices (last_used_at);

-- What was done to accounts, and by whom. Names stay when the account is gone.
CREATE TABLE audit_events (
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    actor TEXT,
    subject TEXT,
    address TEXT NOT NULL,
    client TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_events_are_unchanged BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN last_login_at INTEGER;
CREATE INDEX audit_events_by_time ON audit_events (created_at, id);
