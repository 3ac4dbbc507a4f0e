-- compatible: no
-- Accounts and films; the same names, columns, keys and indexes as on SQLite. Text is compared by
-- its bytes (COLLATE "C"), as SQLite does.

CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    username text COLLATE "C" NOT NULL,
    -- As it is compared; see domain::users::fold_username.
    username_folded text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL CHECK (role IN ('admin', 'member')),
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    -- The films that are not in the bin: the total of a list without filters.
    movie_count bigint NOT NULL DEFAULT 0 CHECK (movie_count >= 0),
    CONSTRAINT users_username UNIQUE (username_folded)
);

CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    rotated_at timestamptz NOT NULL,
    client text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    secret bytea NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- The one-time token that makes the first account; one row or none.
CREATE TABLE setup (
    id smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    token text COLLATE "C" NOT NULL
);

CREATE TABLE signing_keys (
    kid text COLLATE "C" NOT NULL PRIMARY KEY,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);

CREATE TABLE movies (
    id uuid NOT NULL PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version bigint NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    watchlisted_at timestamptz,
    last_watched_on date,
    watch_count bigint NOT NULL DEFAULT 0 CHECK (watch_count >= 0),
    year smallint CHECK (year BETWEEN 1870 AND 2200),
    runtime_minutes smallint CHECK (runtime_minutes BETWEEN 1 AND 2000),
    -- Half stars.
    rating smallint CHECK (rating BETWEEN 1 AND 10),
    tmdb_id bigint CHECK (tmdb_id >= 1),
    imdb_id text COLLATE "C",
    poster text COLLATE "C",
    title text COLLATE "C" NOT NULL CHECK (title <> ''),
    original_title text COLLATE "C",
    -- Copies of movie_genres and movie_tags, one name a line, so that a page is one statement.
    genres text COLLATE "C" NOT NULL,
    tags text COLLATE "C" NOT NULL,
    -- The folded title, cut so that it fits into an index.
    title_sort text COLLATE "C" NOT NULL,
    -- The long texts come last: what stands before them is read without them.
    overview text COLLATE "C",
    notes text COLLATE "C"
);
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
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    movie_id uuid NOT NULL,
    -- Titles, genres and tags, folded, one a line.
    search_text text COLLATE "C" NOT NULL,
    PRIMARY KEY (owner_id, movie_id)
);

-- Genres and tags of the films that are not in the bin. The indexes have all that counting needs.
CREATE TABLE movie_genres (
    movie_id uuid NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    position smallint NOT NULL,
    name text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    PRIMARY KEY (movie_id, position)
);
CREATE INDEX movie_genres_by_name ON movie_genres (owner_id, name_folded, name, movie_id);

CREATE TABLE movie_tags (
    movie_id uuid NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    position smallint NOT NULL,
    name text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    PRIMARY KEY (movie_id, position)
);
CREATE INDEX movie_tags_by_name ON movie_tags (owner_id, name_folded, name, movie_id);

CREATE TABLE watches (
    id uuid NOT NULL PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    movie_id uuid NOT NULL REFERENCES movies (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    watched_on date,
    -- Half stars.
    rating smallint CHECK (rating BETWEEN 1 AND 10),
    -- Where it was recorded, and its id there: nothing comes in twice.
    source text COLLATE "C",
    external_id text COLLATE "C",
    comment text COLLATE "C",
    CONSTRAINT watches_external_id UNIQUE (owner_id, source, external_id)
);
CREATE INDEX watches_by_day ON watches (owner_id, watched_on, id);
CREATE INDEX watches_by_movie ON watches (movie_id, watched_on, id);

-- Replies to requests that came with an Idempotency-Key, for when they come again.
CREATE TABLE idempotency_keys (
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    created_at timestamptz NOT NULL,
    status integer NOT NULL DEFAULT 0,
    location text COLLATE "C",
    etag text COLLATE "C",
    body text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (owner_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
