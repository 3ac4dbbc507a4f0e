-- compatible: no
-- Generated from the declared schema, but for the dates and the rewatches: a watch has a date as exactly as it is known,
-- tells whether it was liked, where it was and with whom; a film is liked; changes can be taken back.

-- ALTER TABLE can't change movies so; a new table takes its place.
CREATE TABLE "new_movies" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER,
    "watchlisted_at" INTEGER,
    "last_watched_on" TEXT CHECK (length(last_watched_on) IN (4, 7, 10)),
    "watch_count" INTEGER NOT NULL DEFAULT 0 CHECK (watch_count >= 0),
    "liked" INTEGER NOT NULL DEFAULT 0 CHECK (liked IN (0, 1)),
    "year" INTEGER CHECK (year BETWEEN 1870 AND 2200),
    "runtime_minutes" INTEGER CHECK (runtime_minutes BETWEEN 1 AND 2000),
    "rating" INTEGER CHECK (rating BETWEEN 1 AND 10),
    "tmdb_id" INTEGER CHECK (tmdb_id >= 1),
    "imdb_id" TEXT,
    "poster" TEXT,
    "title" TEXT NOT NULL CHECK (title <> ''),
    "original_title" TEXT,
    "genres" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "title_sort" TEXT NOT NULL,
    "overview" TEXT,
    "notes" TEXT,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
INSERT INTO "new_movies" ("id", "owner_id", "version", "created_at", "updated_at", "deleted_at", "watchlisted_at", "last_watched_on", "watch_count", "year", "runtime_minutes", "rating", "tmdb_id", "imdb_id", "poster", "title", "original_title", "genres", "tags", "title_sort", "overview", "notes")
SELECT "id", "owner_id", "version", "created_at", "updated_at", "deleted_at", "watchlisted_at", "last_watched_on", "watch_count", "year", "runtime_minutes", "rating", "tmdb_id", "imdb_id", "poster", "title", "original_title", "genres", "tags", "title_sort", "overview", "notes"
FROM "movies";
DROP TABLE "movies";
ALTER TABLE "new_movies" RENAME TO "movies";
CREATE INDEX "movies_by_added" ON "movies" ("owner_id", "created_at", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_title" ON "movies" ("owner_id", "title_sort", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_watched_on" ON "movies" ("owner_id", "last_watched_on", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_rating" ON "movies" ("owner_id", "rating", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_year" ON "movies" ("owner_id", "year", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_imdb_id" ON "movies" ("owner_id", "imdb_id") WHERE imdb_id IS NOT NULL;
CREATE INDEX "movies_by_tmdb_id" ON "movies" ("owner_id", "tmdb_id") WHERE tmdb_id IS NOT NULL;
CREATE INDEX "movies_in_trash" ON "movies" ("owner_id", "deleted_at", "id") WHERE deleted_at IS NOT NULL;
CREATE INDEX "movies_by_deletion" ON "movies" ("deleted_at") WHERE deleted_at IS NOT NULL;
-- ALTER TABLE can't change watches so; a new table takes its place.
CREATE TABLE "new_watches" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "movie_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "watched_on" TEXT CHECK (length(watched_on) IN (4, 7, 10)),
    "rating" INTEGER CHECK (rating BETWEEN 1 AND 10),
    "liked" INTEGER NOT NULL DEFAULT 0 CHECK (liked IN (0, 1)),
    "rewatch" INTEGER NOT NULL DEFAULT 0 CHECK (rewatch IN (0, 1)),
    "rewatch_corrected" INTEGER NOT NULL DEFAULT 0 CHECK (rewatch_corrected IN (0, 1)),
    "source" TEXT,
    "external_id" TEXT,
    "place" TEXT,
    "companions" TEXT NOT NULL DEFAULT '',
    "comment" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "watches_external_id" UNIQUE ("owner_id", "source", "external_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE
) STRICT;
INSERT INTO "new_watches" ("id", "owner_id", "movie_id", "created_at", "watched_on", "rating", "source", "external_id", "comment")
SELECT "id", "owner_id", "movie_id", "created_at", "watched_on", "rating", "source", "external_id", "comment"
FROM "watches";
DROP TABLE "watches";
ALTER TABLE "new_watches" RENAME TO "watches";
CREATE INDEX "watches_by_day" ON "watches" ("owner_id", "watched_on", "id");
CREATE INDEX "watches_by_movie" ON "watches" ("movie_id", "watched_on", "id");
CREATE TABLE "ratings" (
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "rated_at" INTEGER NOT NULL,
    "rating" INTEGER CHECK (rating BETWEEN 1 AND 10),
    PRIMARY KEY ("movie_id", "rated_at"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "ratings_by_moment" ON "ratings" ("owner_id", "rated_at");
CREATE TABLE "undos" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "steps" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "undos_by_owner" ON "undos" ("owner_id");
CREATE INDEX "undos_by_age" ON "undos" ("created_at");
-- A watch is a rewatch when an earlier one of its film is known; one without a date counts as the earliest.
UPDATE watches SET rewatch = true WHERE EXISTS (
    SELECT 1 FROM watches AS earlier WHERE earlier.movie_id = watches.movie_id
    AND (coalesce(earlier.watched_on, ''), earlier.id) < (coalesce(watches.watched_on, ''), watches.id));
