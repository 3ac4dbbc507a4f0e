-- compatible: no
-- Signing in through an OpenID provider.

-- Accounts may have no password.
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;

-- Who an account is at a provider.
CREATE TABLE identities (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    last_login_at timestamptz,
    CONSTRAINT identities_subject UNIQUE (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id, created_at, id);

-- Browsers that were sent to the provider and have not come back. Digests only: nothing here could
-- finish a sign-in.
CREATE TABLE oidc_flows (
    state_hash bytea NOT NULL PRIMARY KEY,
    browser_hash bytea NOT NULL,
    -- The session whose account is to be linked; none when somebody signs in.
    session_id uuid REFERENCES sessions (id) ON DELETE CASCADE,
    return_url text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX oidc_flows_by_session ON oidc_flows (session_id);
CREATE INDEX oidc_flows_by_age ON oidc_flows (created_at);
