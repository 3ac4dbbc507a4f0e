-- compatible: no
-- What an account asks for besides its password.

-- The authenticator app of an account.
CREATE TABLE totp (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- As it is: codes are computed from it.
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    -- Since when codes are asked for; nothing until the app has shown that it knows the secret.
    confirmed_at INTEGER,
    -- The time step of the last code that was accepted: no code is accepted twice.
    last_used_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX totp_by_age ON totp (created_at);

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the code, which itself is stored nowhere.
    code_hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL,
    -- The public key with its counter, as the library writes it.
    credential TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    CONSTRAINT passkeys_credential_id UNIQUE (credential_id)
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at, id);

-- What passkeys were asked to sign, until they have, for five minutes at the most.
CREATE TABLE passkey_challenges (
    id BLOB NOT NULL PRIMARY KEY,
    -- Whose passkey it must be; nobody's in particular when one signs in without a name.
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('registration', 'authentication')),
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_challenges_by_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_age ON passkey_challenges (created_at);
