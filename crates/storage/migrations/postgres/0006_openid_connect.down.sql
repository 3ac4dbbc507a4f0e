DROP TABLE oidc_flows;
DROP TABLE identities;
-- An empty hash fits no password.
UPDATE users SET password_hash = '' WHERE password_hash IS NULL;
ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL;
