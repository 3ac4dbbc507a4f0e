-- compatible: no
-- Accounts and films. STRICT tables; the same names, columns, keys and indexes as on PostgreSQL.

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    -- As it is compared; see domain::users::fold_username.
    username_folded TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    -- The films that are not in the bin: the total of a list without filters.
    movie_count INTEGER NOT NULL DEFAULT 0 CHECK (movie_count >= 0),
    CONSTRAINT users_username UNIQUE (username_folded)
) STRICT;

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    client TEXT NOT NULL,
    generation INTEGER NOT NULL,
    secret BLOB NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- The one-time token that makes the first account; one row or none.
CREATE TABLE setup (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL
) STRICT;

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE movies (
    id BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    watchlisted_at INTEGER,
    last_watched_on TEXT,
    watch_count INTEGER NOT NULL DEFAULT 0 CHECK (watch_count >= 0),
    year INTEGER CHECK (year BETWEEN 1870 AND 2200),
    runtime_minutes INTEGER CHECK (runtime_minutes BETWEEN 1 AND 2000),
    -- Half stars.
    rating INTEGER CHECK (rating BETWEEN 1 AND 10),
    tmdb_id INTEGER CHECK (tmdb_id >= 1),
    imdb_id TEXT,
    poster TEXT,
    title TEXT NOT NULL CHECK (title <> ''),
    original_title TEXT,
    -- Copies of movie_genres and movie_tags, one name a line, so that a page is one statement.
    genres TEXT NOT NULL,
    tags TEXT NOT NULL,
    -- The folded title, cut so that it fits into an index.
    title_sort TEXT NOT NULL,
    -- The long texts come last: what stands before them is read without them.
    overview TEXT,
    notes TEXT
) STRICT;
CREATE INDEX movies_by_added ON movies (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_title ON movies (owner_id, title_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_watched_on ON movies (owner_id, last_watched_on, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_rating ON movies (owner_id, rating, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_year ON movies (owner_id, year, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_in_bin ON movies (owner_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX movies_by_deletion ON movies (deleted_at) WHERE deleted_at IS NOT NULL;

-- What the films that are not in the bin are searched in. A search reads all texts of an owner: here
-- they stand together, and nothing else between them. Rows go when their film goes to the bin.
CREATE TABLE movie_search (
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    movie_id BLOB NOT NULL,
    -- Titles, genres and tags, folded, one a line.
    search_text TEXT NOT NULL,
    PRIMARY KEY (owner_id, movie_id)
) STRICT, WITHOUT ROWID;

-- Genres and tags of the films that are not in the bin. The indexes have all that counting needs.
CREATE TABLE movie_genres (
    movie_id BLOB NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (movie_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX movie_genres_by_name ON movie_genres (owner_id, name_folded, name, movie_id);

CREATE TABLE movie_tags (
    movie_id BLOB NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    PRIMARY KEY (movie_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX movie_tags_by_name ON movie_tags (owner_id, name_folded, name, movie_id);

CREATE TABLE watches (
    id BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    movie_id BLOB NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    watched_on TEXT,
    -- Half stars.
    rating INTEGER CHECK (rating BETWEEN 1 AND 10),
    -- Where it was recorded, and its id there: nothing comes in twice.
    source TEXT,
    external_id TEXT,
    comment TEXT,
    CONSTRAINT watches_external_id UNIQUE (owner_id, source, external_id)
) STRICT;
CREATE INDEX watches_by_day ON watches (owner_id, watched_on, id);
CREATE INDEX watches_by_movie ON watches (movie_id, watched_on, id);

-- Replies to requests that came with an Idempotency-Key, for when they come again.
CREATE TABLE idempotency_keys (
    owner_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    location TEXT,
    etag TEXT,
    body TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (owner_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
