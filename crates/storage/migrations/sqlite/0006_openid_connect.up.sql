-- compatible: no
-- Signing in through an OpenID provider.

-- Accounts may have no password. A column can't lose its NOT NULL here, and making the table anew would
-- take the films along; so the column is replaced.
ALTER TABLE users ADD COLUMN password_hash_or_null TEXT;
UPDATE users SET password_hash_or_null = password_hash;
ALTER TABLE users DROP COLUMN password_hash;
ALTER TABLE users RENAME COLUMN password_hash_or_null TO password_hash;

-- Who an account is at a provider.
CREATE TABLE identities (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER,
    CONSTRAINT identities_subject UNIQUE (issuer, subject)
) STRICT;
CREATE INDEX identities_by_user ON identities (user_id, created_at, id);

-- Browsers that were sent to the provider and have not come back. Digests only: nothing here could
-- finish a sign-in.
CREATE TABLE oidc_flows (
    state_hash BLOB NOT NULL PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    -- The session whose account is to be linked; none when somebody signs in.
    session_id BLOB REFERENCES sessions (id) ON DELETE CASCADE,
    return_url TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oidc_flows_by_session ON oidc_flows (session_id);
CREATE INDEX oidc_flows_by_age ON oidc_flows (created_at);
