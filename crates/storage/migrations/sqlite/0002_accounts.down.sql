ALTER TABLE users DROP COLUMN last_login_at;
ALTER TABLE sessions DROP COLUMN address;
DROP TABLE audit_events;
DROP TABLE known_devices;
DROP TABLE rate_limits;
