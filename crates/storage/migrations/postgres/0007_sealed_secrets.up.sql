-- compatible: no
-- Secrets are sealed with a key outside the database, and the audit log tells when it was tampered with.

-- What tells whether a secret key is the right one, and the key of the audit log, which is sealed with it. One
-- row, once the secrets are sealed.
CREATE TABLE secret_keys (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    check_value bytea NOT NULL,
    audit_key bytea NOT NULL
);

-- Where the audit log begins and ends. One row.
CREATE TABLE audit_head (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    -- The number of the last line.
    seq bigint NOT NULL,
    mac bytea NOT NULL,
    -- The number of the last line that was pruned.
    pruned_seq bigint NOT NULL,
    pruned_mac bytea NOT NULL,
    seal bytea NOT NULL,
    -- Whether lines are being chained for the first time.
    is_open boolean NOT NULL
);

DROP TRIGGER audit_events_are_kept ON audit_events;
DROP FUNCTION audit_events_refuse();
ALTER TABLE audit_events
    -- Repeated refusals stand in one line.
    ADD COLUMN count bigint NOT NULL DEFAULT 1 CHECK (count >= 1),
    -- Counted up from 1 without a gap.
    ADD COLUMN seq bigint,
    -- A keyed digest of this line and the one before.
    ADD COLUMN mac bytea NOT NULL DEFAULT '';
UPDATE audit_events SET seq = numbered.seq
FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS seq FROM audit_events) AS numbered
WHERE audit_events.id = numbered.id;
ALTER TABLE audit_events
    ALTER COLUMN seq SET NOT NULL,
    ALTER COLUMN count DROP DEFAULT,
    ALTER COLUMN mac DROP DEFAULT,
    ADD CONSTRAINT audit_events_seq UNIQUE (seq);
INSERT INTO audit_head (id, seq, mac, pruned_seq, pruned_mac, seal, is_open)
SELECT 1, count(*), '', 0, '', '', FALSE FROM audit_events;

CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.seq <= (SELECT pruned_seq FROM audit_head) THEN RETURN OLD; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (SELECT is_open FROM audit_head) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE OR UPDATE ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_are_not_truncated BEFORE TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();

ALTER TABLE settings
    ADD COLUMN second_factor_required boolean NOT NULL DEFAULT FALSE,
    ADD COLUMN session_idle_days bigint NOT NULL DEFAULT 14 CHECK (session_idle_days BETWEEN 1 AND 30),
    ADD COLUMN audit_retention_days bigint NOT NULL DEFAULT 400 CHECK (audit_retention_days BETWEEN 30 AND 3650);
