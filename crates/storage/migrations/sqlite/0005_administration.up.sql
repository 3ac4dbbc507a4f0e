-- compatible: yes
-- What admins decide for the whole site, and the links that they hand out.

-- One row.
CREATE TABLE settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    registration_open INTEGER NOT NULL CHECK (registration_open IN (0, 1))
) STRICT;
INSERT INTO settings (id, registration_open) VALUES (1, FALSE);

-- Links that work once. One that was used or withdrawn is deleted; those of an admin go with them.
CREATE TABLE one_time_links (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'password_reset')),
    -- SHA-256 of the token, which itself is stored nowhere.
    token_hash BLOB NOT NULL,
    -- Whose password is reset; nobody's by an invite.
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    -- What an invite's account may do.
    role TEXT CHECK (role IN ('admin', 'member')),
    created_by BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT one_time_links_token_hash UNIQUE (token_hash),
    CHECK ((kind = 'invite') = (user_id IS NULL) AND (kind = 'invite') = (role IS NOT NULL))
) STRICT;
CREATE INDEX one_time_links_by_user ON one_time_links (user_id);
CREATE INDEX one_time_links_by_creator ON one_time_links (created_by);
CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at);

-- For the log of one event alone.
CREATE INDEX audit_events_by_event ON audit_events (event, created_at, id);
