DROP TABLE oidc_flows;
DROP TABLE identities;
-- An empty hash fits no password.
ALTER TABLE users ADD COLUMN password_hash_or_empty TEXT NOT NULL DEFAULT '';
UPDATE users SET password_hash_or_empty = COALESCE(password_hash, '');
ALTER TABLE users DROP COLUMN password_hash;
ALTER TABLE users RENAME COLUMN password_hash_or_empty TO password_hash;
