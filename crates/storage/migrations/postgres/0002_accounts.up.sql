-- compatible: yes
-- What guards accounts: limits on guessing, browsers that are known, and the log of what happened.

-- Attempts, counted in windows of time; shared by all servers on one database.
CREATE TABLE rate_limits (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    started_at timestamptz NOT NULL,
    count bigint NOT NULL
);
CREATE INDEX rate_limits_by_age ON rate_limits (started_at);

-- Browsers that signed in before. A stranger's guesses don't count against them.
CREATE TABLE known_devices (
    token_hash bytea NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_used_at timestamptz NOT NULL
);
CREATE INDEX known_devices_by_user ON known_devices (user_id);
CREATE INDEX known_devices_by_age ON known_devices (last_used_at);

-- What was done to accounts, and by whom. Names stay when the account is gone.
CREATE TABLE audit_events (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    event text COLLATE "C" NOT NULL,
    actor text COLLATE "C",
    subject text COLLATE "C",
    address text COLLATE "C" NOT NULL,
    client text COLLATE "C" NOT NULL
);
CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE OR UPDATE ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();

ALTER TABLE sessions ADD COLUMN address text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN last_login_at timestamptz;
CREATE INDEX audit_events_by_time ON audit_events (created_at, id);
