-- compatible: yes
-- What admins decide for the whole site, and the links that they hand out.

-- One row.
CREATE TABLE settings (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    registration_open boolean NOT NULL
);
INSERT INTO settings (id, registration_open) VALUES (1, FALSE);

-- Links that work once. One that was used or withdrawn is deleted; those of an admin go with them.
CREATE TABLE one_time_links (
    id uuid NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('invite', 'password_reset')),
    -- SHA-256 of the token, which itself is stored nowhere.
    token_hash bytea NOT NULL,
    -- Whose password is reset; nobody's by an invite.
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    -- What an invite's account may do.
    role text COLLATE "C" CHECK (role IN ('admin', 'member')),
    created_by uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT one_time_links_token_hash UNIQUE (token_hash),
    CHECK ((kind = 'invite') = (user_id IS NULL) AND (kind = 'invite') = (role IS NOT NULL))
);
CREATE INDEX one_time_links_by_user ON one_time_links (user_id);
CREATE INDEX one_time_links_by_creator ON one_time_links (created_by);
CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at);

-- For the log of one event alone.
CREATE INDEX audit_events_by_event ON audit_events (event, created_at, id);
